// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/esp/esp.h"
#include "ipsec/wire/walker.h"

// EESP version 0, draft-ietf-ipsecme-eesp-03, and what Linux's prototype sends instead.
namespace espect::wire::esp {

// Section 3. Its length is that of the data, not of the option.
struct EespOption {
  static constexpr const char* name = "option";
  static constexpr const char* title = "EESP option";
  static constexpr std::size_t crypt_offset_octets = 2;

  registry::EespOptionType type{};
  std::uint8_t length = 0;
  std::uint16_t offsets = 0;
  Bytes data{};

  // Figure 19 of revision 03 says 4 where section 3 says 2: then only the octets are shown.
  constexpr bool is_crypt_offset() const {
    return type.value == registry::eesp_option::crypt_offset && length == crypt_offset_octets;
  }
  constexpr bool is_padding() const { return type.value == registry::eesp_option::pad1; }
  // In octets; on the wire they count in fours.
  constexpr std::size_t payload_offset() const { return std::size_t{offsets} >> 10U << 2U; }
  constexpr std::size_t crypt_offset() const { return (offsets >> 4U & 0x3fU) * std::size_t{4}; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("type"_f, {"Option type"}, self.type);
    wire.when(!self.is_padding(), [&](auto& w) {
      w.field("length"_f, {"Option data length"}, self.length);
      w.when(self.is_crypt_offset(), [&](auto& c) {
        c.bits("offsets"_f, {"Offsets", nullptr, Display::hex}, self.offsets,
               part<0xfc00>("payload_offset"_f, {"Payload offset (4 octets)"}),
               part<0x03f0>("crypt_offset"_f, {"Crypt offset (4 octets)"}),
               part<0x000f>("offsets_reserved"_f, {"Reserved"}));
      });
      w.when(!self.is_crypt_offset(),
             [&](auto& d) { d.bytes("data"_f, {"Option data"}, self.data, self.length); });
    });
  }
};

struct EespOptions {
  static constexpr const char* name = "options";
  static constexpr const char* title = "EESP options";
  List<EespOption> options{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("options"_f, {"EESP option"}, self.options);
  }
};

// Section 2.2. What follows can be told apart only with what IKE negotiated.
struct EespHeader {
  static constexpr const char* name = "eesp";
  static constexpr const char* title = "EESP";
  static constexpr std::size_t octets = 8;
  static constexpr std::uint8_t first_octet = 0x80;  // version 0, nothing reserved is set

  std::uint8_t first = first_octet;
  std::uint8_t options_length = 0;
  std::uint16_t session_id = 0;  // of the sub-SA
  std::uint32_t spi = 0;
  Bytes options{};
  Bytes data{};

  constexpr std::uint8_t version() const { return first >> 3U & 0xfU; }
  constexpr std::uint8_t reserved_bits() const { return first & 7U; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.bits("first"_f, {"First octet", nullptr, Display::hex}, self.first,
              part<0x80>("fixed"_f, {"Fixed bit"}), part<0x78>("version"_f, {"Version"}),
              part<0x07>("first_reserved"_f, {"Reserved"}));
    wire.field("options_length"_f, {"Options length"}, self.options_length);
    wire.field("session_id"_f, {"Session ID"}, self.session_id);
    wire.field("spi"_f, {"SPI", nullptr, Display::hex}, self.spi);
    wire.bytes("options"_f, {"Options"}, self.options, self.options_length);
    wire.inside(self.options, EespOptions{});
    wire.rest("data"_f, {"Sequence number, IV, encrypted data and ICV"}, self.data);
  }
};

// Linux's prototype: the two octets of the first word that have bits stand the other way round.
struct EespPrototypeHeader {
  static constexpr const char* name = "eesp_prototype";
  static constexpr const char* title = "EESP (Linux prototype)";

  std::uint8_t options_length = 0;
  std::uint8_t flags = 1;
  std::uint16_t session_id = 0;
  std::uint32_t spi = 0;
  Bytes options{};
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("options_length"_f, {"Options length"}, self.options_length);
    wire.flags("flags"_f, {"Flags", nullptr, Display::hex}, self.flags,
               part<0x01>("fixed"_f, {"Fixed bit"}));
    wire.field("session_id"_f, {"Session ID"}, self.session_id);
    wire.field("spi"_f, {"SPI", nullptr, Display::hex}, self.spi);
    wire.bytes("options"_f, {"Options"}, self.options, self.options_length);
    wire.inside(self.options, EespOptions{});
    wire.rest("data"_f, {"Sequence number, IV, encrypted data and ICV"}, self.data);
  }
};

// Section 2.4: before the payload in the full packet format. The first four bits are those of an IP
// version in the optimized one.
struct EespPayloadInfo {
  static constexpr const char* name = "eesp_payload_info";
  static constexpr const char* title = "Payload Info Header";
  static constexpr std::size_t octets = 4;

  std::uint16_t zero_and_reserved = 0;
  std::uint8_t next_header = 0;
  std::uint8_t pad_length = 0;

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("zero_and_reserved"_f, {"Reserved", nullptr, Display::hex}, self.zero_and_reserved);
    wire.field("next_header"_f, {"Next header"}, self.next_header);
    wire.field("pad_length"_f, {"Pad length"}, self.pad_length);
  }
};

}  // namespace espect::wire::esp
