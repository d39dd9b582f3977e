// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/esp/esp.h"
#include "ipsec/wire/walker.h"

// ESP echo ("ESP ping"): what a request or a reply carries, in the forms that its drafts and its
// proof of concept had. No number of it is assigned; the letters are those of
// docs/extensions/esp-echo.md.
namespace espect::wire::esp {

// B: draft-ietf-ipsecme-esp-ping-01, in the clear on its own SPI, before padding and trailer.
struct EchoPlain {
  static constexpr const char* name = "echo_plain";
  static constexpr const char* title = "ESP echo";
  static constexpr std::size_t header_octets = 4;

  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("identifier"_f, {"Identifier"}, self.identifier);
    wire.field("sequence"_f, {"Sequence number"}, self.sequence);
    wire.rest("data"_f, {"Data"}, self.data);
  }
};

// C to F: AGGFRAG sub-types inside an SA (draft-ietf-ipsecme-encrypted-esp-ping), and F in the
// clear too. R moved from the lowest to the highest bit in revision 03.
struct Echo {
  static constexpr const char* name = "echo";
  static constexpr const char* title = "ESP echo";
  static constexpr std::size_t header_octets = 12;
  static constexpr std::uint8_t reply_path_bit = 0x80;
  static constexpr std::uint8_t early_reply_path_bit = 0x01;

  registry::AggfragSubtype subtype{};
  std::uint8_t flags = 0;
  std::uint16_t data_length = 0;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::uint32_t reply_spi = 0;  // means something with R only
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("subtype"_f, {"Sub-type"}, self.subtype);
    wire.flags("flags"_f, {"Flags", nullptr, Display::hex}, self.flags,
               part<0x80>("reply_path"_f, {"Reply path is chosen (R)"}),
               part<0x01>("early_reply_path"_f, {"Reply path is chosen (R before revision 03)"}));
    wire.field("data_length"_f, {"Data length"}, self.data_length);
    wire.field("identifier"_f, {"Identifier"}, self.identifier);
    wire.field("sequence"_f, {"Sequence number"}, self.sequence);
    wire.field("reply_spi"_f, {"Reply path SPI", nullptr, Display::hex}, self.reply_spi);
    wire.bytes("data"_f, {"Data"}, self.data, self.data_length);
  }
};

// G: what the proof of concept sends: the SPI is there only with R, and in the clear nothing
// follows the data.
struct EchoShort {
  static constexpr const char* name = "echo_short";
  static constexpr const char* title = "ESP echo (proof of concept)";
  static constexpr std::size_t header_octets = 8;

  registry::AggfragSubtype subtype{};
  std::uint8_t flags = 0;
  std::uint16_t data_length = 0;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::uint32_t reply_spi = 0;
  Bytes data{};

  constexpr bool with_reply_spi() const { return (flags & 0x80) != 0; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("subtype"_f, {"Sub-type"}, self.subtype);
    wire.flags("flags"_f, {"Flags", nullptr, Display::hex}, self.flags,
               part<0x80>("reply_path"_f, {"Reply path is chosen (R)"}));
    wire.field("data_length"_f, {"Data length"}, self.data_length);
    wire.field("identifier"_f, {"Identifier"}, self.identifier);
    wire.field("sequence"_f, {"Sequence number"}, self.sequence);
    wire.when(self.with_reply_spi(), [&](auto& w) {
      w.field("reply_spi"_f, {"Reply path SPI", nullptr, Display::hex}, self.reply_spi);
    });
    wire.bytes("data"_f, {"Data"}, self.data, self.data_length);
  }
};

}  // namespace espect::wire::esp
