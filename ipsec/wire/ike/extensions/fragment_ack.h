// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// draft-antony-ipsecme-ikev2-fragment-acknowledgment: data of FRAGMENT_ACK_REQ and
// FRAGMENT_ACK_RES.
namespace espect::wire::ike {

struct MissingFragments {
  static constexpr const char* name = "missing_fragments";
  static constexpr const char* title = "Missing fragments";
  std::uint16_t first = 0;  // the lowest that is missing
  std::uint16_t more = 0;   // further ones right behind it
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("first"_f, {"Lowest missing fragment"}, self.first);
    wire.field("more"_f, {"Further missing fragments"}, self.more);
  }
};

struct FragmentAck {
  static constexpr const char* name = "fragment_ack";
  static constexpr const char* title = "Fragment acknowledgement (experimental)";
  List<MissingFragments> missing{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("missing"_f, {"Missing fragments"}, self.missing);
  }
};

}  // namespace espect::wire::ike
