// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/ikev2_equivalent.h"

#include <algorithm>

namespace espect::registry {

const Ikev2Equivalent* find_ikev2_equivalent(const Registry& ikev1, std::uint32_t value) {
  const auto all = all_ikev2_equivalents();
  const auto found = std::ranges::find_if(
      all, [&](const Ikev2Equivalent& row) { return row.ikev1 == &ikev1 && row.value == value; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace espect::registry
