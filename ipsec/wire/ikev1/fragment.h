// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"

namespace espect::wire::ikev1 {

// One piece of a whole IKE message, header included, as Cisco and Microsoft send it ([MS-IKEE]
// section 2.2.3.1). The message that holds it says whatever the whole one said in its header, also
// the E flag, although the piece itself is not encrypted once more.
struct Fragment {
  static constexpr const char* name = "fragment";
  static constexpr const char* title = "Fragment";

  std::uint16_t id = 0;     // the same in all pieces of a message
  std::uint8_t number = 0;  // from 1
  std::uint8_t last = 0;    // 1 in the last piece
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("id"_f, {"Fragment ID", "isakmp.frag.packetid", Display::hex}, self.id);
    wire.field("number"_f, {"Fragment number", "isakmp.frag.seq"}, self.number);
    wire.field("last"_f, {"Last fragment", "isakmp.frag.last"}, self.last);
    wire.rest("data"_f, {"Piece of the message"}, self.data);
  }
};

}  // namespace espect::wire::ikev1
