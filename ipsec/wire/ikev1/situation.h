// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"

namespace espect::wire::ikev1 {

// RFC 2407 sections 4.2 and 4.6.1. Secrecy and integrity labels are there only when their bits are
// set; nobody sends them outside of laboratories. Levels are filled up to 4 octets, categories are
// counted in bits.
struct Situation {
  static constexpr const char* name = "situation";
  static constexpr const char* title = "Situation";

  std::uint32_t flags = 0;
  std::uint32_t labeled_domain = 0;
  std::uint16_t secrecy_length = 0, secrecy_category_bits = 0;
  std::uint16_t integrity_length = 0, integrity_category_bits = 0;
  Bytes secrecy_level{}, secrecy_categories{};
  Bytes integrity_level{}, integrity_categories{};

  static constexpr std::uint32_t identity_only_flag = 1;
  static constexpr std::uint32_t secrecy_flag = 2;
  static constexpr std::uint32_t integrity_flag = 4;
  constexpr bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
  static constexpr std::size_t filled(std::size_t octets) { return (octets + 3) / 4 * 4; }
  static constexpr std::size_t category_octets(std::size_t bits) { return filled((bits + 7) / 8); }

  static constexpr void describe(auto& wire, auto& self) {
    wire.flags(
        "flags"_f, {"Situation", "isakmp.sa.situation", Display::hex}, self.flags,
        part<0x01>("identity_only"_f, {"Identity only", "isakmp.sa.situation.identity_only"}),
        part<0x02>("secrecy"_f, {"Secrecy", "isakmp.sa.situation.secrecy"}),
        part<0x04>("integrity"_f, {"Integrity", "isakmp.sa.situation.integrity"}));
    wire.when(self.has(secrecy_flag) || self.has(integrity_flag), [&](auto& w) {
      w.field("labeled_domain"_f, {"Labeled domain identifier"}, self.labeled_domain);
    });
    wire.when(self.has(secrecy_flag), [&](auto& w) {
      w.field("secrecy_length"_f, {"Secrecy length"}, self.secrecy_length);
      w.reserved(2);
      w.bytes("secrecy_level"_f, {"Secrecy level"}, self.secrecy_level,
              filled(self.secrecy_length));
      w.field("secrecy_category_bits"_f, {"Secrecy category length in bits"},
              self.secrecy_category_bits);
      w.reserved(2);
      w.bytes("secrecy_categories"_f, {"Secrecy category bitmap"}, self.secrecy_categories,
              category_octets(self.secrecy_category_bits));
    });
    wire.when(self.has(integrity_flag), [&](auto& w) {
      w.field("integrity_length"_f, {"Integrity length"}, self.integrity_length);
      w.reserved(2);
      w.bytes("integrity_level"_f, {"Integrity level"}, self.integrity_level,
              filled(self.integrity_length));
      w.field("integrity_category_bits"_f, {"Integrity category length in bits"},
              self.integrity_category_bits);
      w.reserved(2);
      w.bytes("integrity_categories"_f, {"Integrity category bitmap"}, self.integrity_categories,
              category_octets(self.integrity_category_bits));
    });
  }
};

}  // namespace espect::wire::ikev1
