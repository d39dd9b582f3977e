// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// draft-ietf-ipsecme-ikev2-diet-esp-extension: data of HCP_PROPOSAL. The attribute that gives a
// range (65535) does not fit the 15 bits of an attribute type: the draft contradicts itself, so it
// is shown as octets.
namespace espect::wire::ike {

struct DietEspAttribute {
  static constexpr const char* name = "attribute";
  static constexpr const char* title = "Diet-ESP attribute";
  std::uint16_t format_and_type = 0;
  std::uint16_t value = 0;  // in the long form the length
  Bytes data{};

  constexpr bool short_form() const { return (format_and_type & 0x8000) != 0; }
  static constexpr void describe(auto& wire, auto& self) {
    wire.bits("format_and_type"_f, {"Format and type", nullptr, Display::hex}, self.format_and_type,
              part<0x8000>("format"_f, {"Short form"}),
              part<0x7fff>("type"_f, {"Type", nullptr, Display::automatic,
                                      &registry::tables::diet_esp_attributes}));
    wire.when(self.short_form(), [&](auto& w) { w.field("value"_f, {"Value"}, self.value); });
    wire.when(!self.short_form(), [&](auto& w) {
      w.field("length"_f, {"Length"}, self.value);
      w.bytes("data"_f, {"Value"}, self.data, self.value);
    });
  }
};
struct DietEspAttributes {
  static constexpr const char* name = "diet_esp";
  static constexpr const char* title = "Diet-ESP attributes";
  List<DietEspAttribute> attributes{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("attributes"_f, {"Attribute"}, self.attributes);
  }
};

struct HcpProposal {
  static constexpr const char* name = "hcp_proposal";
  static constexpr const char* title = "Header compression profile";
  static constexpr std::uint8_t diet_esp = 0;
  std::uint8_t id = 0;
  registry::HcpName profile{};
  std::uint16_t length = 0;  // of the data
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("id"_f, {"Proposal ID"}, self.id);
    wire.field("profile"_f, {"Profile"}, self.profile);
    wire.field("length"_f, {"Proposal length"}, self.length);
    wire.bytes("data"_f, {"Proposal data"}, self.data, self.length);
    wire.when(self.profile.value == diet_esp,
              [&](auto& w) { w.inside(self.data, DietEspAttributes{}); });
  }
};
struct HcpProposals {
  static constexpr const char* name = "hcp_proposals";
  static constexpr const char* title = "Header compression proposals (experimental)";
  List<HcpProposal> proposals{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("proposals"_f, {"Proposal"}, self.proposals);
  }
};

}  // namespace espect::wire::ike
