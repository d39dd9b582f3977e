// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>

#include "tests/support/played_ike.h"

// Alice, who seals ESP packets, for tests of keys and of sequence numbers.
namespace espect::test {

inline constexpr std::uint32_t spi = 0x100;
inline constexpr std::uint64_t epoch = std::uint64_t{1} << 32;

inline keys::SaKeys row(std::uint8_t fill, std::optional<bool> esn = std::nullopt) {
  keys::SaKeys row;
  row.spi = spi;
  row.encr = 20;
  row.encr_key = secret(fill, 36);
  row.esn = esn;
  return row;
}

// Alice sends to bob with the key of octets 7.
struct Sender {
  AuditBench bench{with_keys};
  crypto::PacketCipher cipher = ike_cipher(secret(7, 36));
  bool esn = false;

  Sender& with(const keys::SaKeys& keys) {
    bench.ring.add(keys);
    return *this;
  }
  Octets packet(std::uint64_t sequence) {
    return sealed_esp(cipher, spi, sequence, esn, Octets(40, 1), 6);
  }
  Sender& send(std::uint64_t sequence) {
    bench.esp(true, packet(sequence));
    return *this;
  }
  Sender& forge(std::uint64_t sequence) {
    Octets forged = packet(sequence);
    forged.back() ^= 1;
    bench.esp(true, forged);
    return *this;
  }
  const sessions::EspFlow& flow() { return bench.flow(); }
  std::string why_closed() { return bench.end().flow().why_closed; }
};

}  // namespace espect::test
