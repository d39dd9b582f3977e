// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"

namespace espect::wire::ikev1 {

// RFC 2408 section 3.16.
struct VendorId {
  static constexpr const char* name = "vendor_id";
  static constexpr const char* title = "Vendor ID";
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Vendor ID", "isakmp.vid_bytes", Display::vendor_id}, self.data);
  }
};

// All payloads of a message with the E flag: one piece of ciphertext, whose first payload the
// header names.
struct EncryptedPayloads {
  static constexpr const char* name = "encrypted";
  static constexpr const char* title = "Encrypted payloads";
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Encrypted payloads", "isakmp.enc.data"}, self.data);
  }
};

// A payload that nobody described yet; its octets are kept.
struct UnknownPayload {
  static constexpr const char* name = "unknown_payload";
  static constexpr const char* title = "Unknown payload";
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Payload data", "isakmp.datapayload"}, self.data);
  }
};

}  // namespace espect::wire::ikev1
