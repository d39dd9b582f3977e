// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"

namespace espect::wire::ike {

// RFC 7296 section 3.16: one EAP message (RFC 3748 section 4).
struct Eap {
  static constexpr const char* name = "eap";
  static constexpr const char* title = "EAP";

  registry::EapCode code{};
  std::uint8_t identifier = 0;
  std::uint16_t length = 0;
  std::uint8_t type = 0;  // in requests and responses
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("code"_f, {"Code", "eap.code"}, self.code);
    wire.field("identifier"_f, {"Identifier", "eap.id"}, self.identifier);
    wire.length16("length"_f, {"Length", "eap.len"}, self.length, [&](auto& body) {
      body.when(self.code.value == 1 || self.code.value == 2,
                [&](auto& w) { w.field("type"_f, {"Type", "eap.type"}, self.type); });
      body.rest("data"_f, {"EAP data"}, self.data);
    });
  }
};

}  // namespace espect::wire::ike
