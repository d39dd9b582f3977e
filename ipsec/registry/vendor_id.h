// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/registry.h"

namespace espect::registry {

// The body of a Vendor ID payload that is known (RFC 7296 section 3.12, RFC 2408 section 3.16).
struct VendorId {
  Bytes octets;
  bool prefix;     // a version or capabilities may follow
  const Row* row;  // in tables::vendor_ids
};

std::span<const VendorId> all_vendor_ids();

// The longest entry that matches; an exact one is always the longest. nullptr = unknown.
const VendorId* find_vendor_id(Bytes body);

}  // namespace espect::registry
