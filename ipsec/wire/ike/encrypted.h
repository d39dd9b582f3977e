// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"

namespace espect::wire::ike {

// RFC 7296 section 3.14, SK: IV, ciphertext and ICV; only the negotiated algorithms say where one
// ends. Its generic header names the first payload inside.
struct Encrypted {
  static constexpr const char* name = "sk";
  static constexpr const char* title = "Encrypted and Authenticated";

  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"IV, encrypted data and ICV", "isakmp.enc.data"}, self.data);
  }
};

// RFC 7383 section 2.5, SKF. The first fragment names the first payload inside, the others say 0.
struct EncryptedFragment {
  static constexpr const char* name = "skf";
  static constexpr const char* title = "Encrypted and Authenticated Fragment";

  std::uint16_t number = 0;  // 1 to total
  std::uint16_t total = 0;
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("number"_f, {"Fragment number", "isakmp.frag.number"}, self.number);
    wire.field("total"_f, {"Total fragments", "isakmp.frag.total"}, self.total);
    wire.rest("data"_f, {"IV, encrypted data and ICV", "isakmp.enc.data"}, self.data);
  }
};

}  // namespace espect::wire::ike
