// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/child_key_derivation.h"

namespace espect::sessions {

std::vector<crypto::ChildKeyMaterial> child_keys(const keys::KeyRing& ring, const ChildSa& child,
                                                 const std::vector<SkD>& sk_d,
                                                 bool own_key_exchange, Bytes ni, Bytes nr) {
  std::vector<crypto::ChildKeyMaterial> found_keys;
  if (ni.empty() || nr.empty()) return found_keys;
  const auto secrets_of = [&](std::uint32_t index) {
    auto found = ring.child_secrets(child.spi_i, index);
    const auto other = ring.child_secrets(child.spi_r, index);
    found.insert(found.end(), other.begin(), other.end());
    return found;
  };
  std::vector<crypto::Secret> first;
  std::vector<crypto::Secret> additional;
  if (own_key_exchange) {
    for (const auto* secret : secrets_of(0)) first.push_back(secret->secret);
    for (std::uint32_t index = 1; index <= keys::most_addke; ++index) {
      const auto found = secrets_of(index);
      if (!found.empty()) additional.push_back(found.front()->secret);
    }
  } else {
    first.emplace_back();
  }
  for (const auto& candidate : sk_d) {
    const auto prf = crypto::Prf::of(candidate.prf);
    if (!prf) continue;
    for (const auto& secret : first) {
      auto keys = crypto::child_key_material(*prf, child.selection.algorithms(), candidate.d,
                                             secret, ni, nr, additional);
      if (keys) found_keys.push_back(std::move(*keys));
    }
  }
  return found_keys;
}

}  // namespace espect::sessions
