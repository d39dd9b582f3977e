// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"

namespace espect::wire::ikev1 {

// RFC 2408 section 3.7. The group is that of the chosen transform, the payload does not say it.
struct KeyExchange {
  static constexpr const char* name = "ke";
  static constexpr const char* title = "Key Exchange";
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Key exchange data", "isakmp.key_exchange.data"}, self.data);
  }
};

// RFC 2408 section 3.13.
struct Nonce {
  static constexpr const char* name = "nonce";
  static constexpr const char* title = "Nonce";
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Nonce data", "isakmp.nonce"}, self.data);
  }
};

}  // namespace espect::wire::ikev1
