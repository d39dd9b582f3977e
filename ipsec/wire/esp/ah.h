// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/esp/esp.h"

namespace espect::wire::esp {

// RFC 4302 section 2. The ICV field holds the ICV and, for alignment, padding that it covers.
struct AhHeader {
  static constexpr const char* name = "ah";
  static constexpr const char* title = "AH";
  static constexpr std::size_t fixed_octets = 12;

  std::uint8_t next_header = 0;
  std::uint8_t payload_length = 0;  // in 32-bit words, minus 2
  std::uint32_t spi = 0;
  std::uint32_t sequence = 0;
  Bytes icv{};

  constexpr std::size_t header_octets() const { return (payload_length + std::size_t{2}) * 4; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("next_header"_f, {"Next header", "ah.next_header"}, self.next_header);
    wire.field("payload_length"_f, {"Payload length", "ah.length"}, self.payload_length);
    wire.reserved(2, {"Reserved", "ah.reserved"});
    wire.field("spi"_f, {"SPI", "ah.spi", Display::hex}, self.spi);
    wire.field("sequence"_f, {"Sequence number", "ah.sequence"}, self.sequence);
    const auto whole = self.header_octets();
    wire.bytes("icv"_f, {"ICV and padding", "ah.icv"}, self.icv,
               whole > fixed_octets ? whole - fixed_octets : 0);
  }
};

}  // namespace espect::wire::esp
