// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// draft-ietf-ipsecme-eesp-ikev2-02 sections 3.5 and 3.6: what a peer accepts as receiver.
namespace espect::wire::ike {

struct MaximumSubSaId {
  static constexpr const char* name = "max_sub_sa_id";
  static constexpr const char* title = "Maximum sub-SA ID (experimental)";
  static constexpr std::size_t octets = 2;
  std::uint16_t session_id = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("session_id"_f, {"Highest Session ID"}, self.session_id);
  }
};

struct MaximumCryptOffset {
  static constexpr const char* name = "max_crypt_offset";
  static constexpr const char* title = "Maximum Crypt Offset (experimental)";
  static constexpr std::size_t octets = 1;
  std::uint8_t words = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("words"_f, {"Highest Crypt Offset (4 octets)"}, self.words);
  }
};

}  // namespace espect::wire::ike
