// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"

namespace espect::wire::ike {

// RFC 7296 section 3.12.
struct VendorId {
  static constexpr const char* name = "vendor_id";
  static constexpr const char* title = "Vendor ID";

  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Vendor ID", "isakmp.vid_bytes", Display::vendor_id}, self.data);
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

}  // namespace espect::wire::ike
