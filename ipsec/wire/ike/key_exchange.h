// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"

namespace espect::wire::ike {

// RFC 7296 section 3.4. For a KEM (RFC 9370, draft-ietf-ipsecme-ikev2-mlkem) the initiator sends
// a public key and the responder a ciphertext.
struct KeyExchange {
  static constexpr const char* name = "ke";
  static constexpr const char* title = "Key Exchange";

  registry::KeyExchangeMethod method{};
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("method"_f, {"Key exchange method", "isakmp.key_exchange.dh_group"}, self.method);
    wire.reserved(2, reserved_octets);
    wire.rest("data"_f, {"Key exchange data", "isakmp.key_exchange.data"}, self.data);
  }
};

// RFC 7296 section 3.9: 16 to 256 octets.
struct Nonce {
  static constexpr const char* name = "nonce";
  static constexpr const char* title = "Nonce";

  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Nonce data", "isakmp.nonce"}, self.data);
  }
};

}  // namespace espect::wire::ike
