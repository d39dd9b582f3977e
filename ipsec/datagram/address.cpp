// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/datagram/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

namespace espect {

std::string to_text(const Address& address) {
  const auto& octets = address.octets;
  if (!address.v6) return fmt::format("{}.{}.{}.{}", octets[0], octets[1], octets[2], octets[3]);
  std::array<char, INET6_ADDRSTRLEN> text{};
  // inet_ntop shortens IPv6 as RFC 5952 section 4 wants and cannot fail with a buffer of this size.
  inet_ntop(AF_INET6, octets.data(), text.data(), text.size());
  return text.data();
}

std::optional<Address> address_from(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size()) return std::nullopt;
  text.copy(terminated.data(), text.size());
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  std::array<std::uint8_t, 16> octets{};
  if (inet_pton(AF_INET, terminated.data(), octets.data()) == 1)
    return Address::v4_from(octets.data());
  if (inet_pton(AF_INET6, terminated.data(), octets.data()) == 1)
    return Address::v6_from(octets.data());
  return std::nullopt;
}

std::string to_text(const Address& address, std::uint16_t port) {
  const std::string text = to_text(address);
  return (address.v6 ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

}  // namespace espect
