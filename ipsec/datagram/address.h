// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "ipsec/bytes/bytes.h"

namespace espect {

// An IPv4 or IPv6 address in network order. IPv4 uses the first four octets, the rest is zero.
struct Address {
  alignas(8) std::array<std::uint8_t, 16> octets{};
  bool v6 = false;

  // Written in whole words and in place: whoever reads words next finds them in the store buffer.
  void assign_v4(const std::uint8_t* four) {
    std::uint32_t word = 0;
    std::memcpy(&word, four, sizeof word);
    const std::uint64_t first =
        std::endian::native == std::endian::little ? word : std::uint64_t{word} << 32;
    const std::uint64_t second = 0;
    std::memcpy(octets.data(), &first, sizeof first);
    std::memcpy(octets.data() + 8, &second, sizeof second);
    v6 = false;
  }
  void assign_v6(const std::uint8_t* sixteen) {
    std::memcpy(octets.data(), sixteen, octets.size());
    v6 = true;
  }
  static Address v4_from(const std::uint8_t* four) {
    Address address;
    address.assign_v4(four);
    return address;
  }
  static Address v6_from(const std::uint8_t* sixteen) {
    Address address;
    address.assign_v6(sixteen);
    return address;
  }

  // 224.0.0.0/4, ff00::/8.
  bool multicast() const { return v6 ? octets[0] == 0xff : octets[0] >> 4 == 0xe; }

  std::uint64_t high_word() const {
    return word_at(0);
  }  // in the machine's order: for hashing and comparing
  std::uint64_t low_word() const { return word_at(8); }
  friend bool operator==(const Address& a, const Address& b) {
    return a.high_word() == b.high_word() && a.low_word() == b.low_word() && a.v6 == b.v6;
  }
  // Some order, the same on every run; not that of the numbers.
  friend std::strong_ordering operator<=>(const Address& a, const Address& b) {
    if (a.v6 != b.v6) return a.v6 <=> b.v6;
    const auto high = a.high_word() <=> b.high_word();
    return high != 0 ? high : a.low_word() <=> b.low_word();
  }

 private:
  std::uint64_t word_at(std::size_t octet) const {
    std::uint64_t word = 0;
    std::memcpy(&word, octets.data() + octet, sizeof word);
    return word;
  }
};

// "10.1.0.10", "fd00:1::10" (RFC 5952).
std::string to_text(const Address& address);

// What to_text() gives, and any other spelling of inet_pton(3). Nothing else around it.
std::optional<Address> address_from(std::string_view text);

// "10.1.0.10:500", "[fd00:1::10]:500".
std::string to_text(const Address& address, std::uint16_t port);

}  // namespace espect
