// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/vendor_id.h"

#include <algorithm>

namespace espect::registry {

const VendorId* find_vendor_id(Bytes body) {
  const VendorId* best = nullptr;
  for (const VendorId& known : all_vendor_ids()) {
    const std::size_t size = known.octets.size();
    if (known.prefix ? body.size() < size : body.size() != size) continue;
    if (best != nullptr && best->octets.size() >= size) continue;
    if (std::ranges::equal(known.octets, body.first(size))) best = &known;
  }
  return best;
}

}  // namespace espect::registry
