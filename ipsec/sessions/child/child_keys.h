// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "ipsec/crypto/key_schedule.h"

namespace espect::sessions {

// What the KEYMAT of Child SAs may be; the ICV decides. IKE writes it, ESP reads it.
class ChildKeys {
 public:
  // `child`: the id of a Child SA.
  void add(std::uint32_t child, crypto::ChildKeyMaterial keys) {
    if (by_child_.size() <= child) by_child_.resize(child + std::size_t{1});
    by_child_[child].push_back(std::move(keys));
  }
  // Empty without SK_d, or without the secret of a key exchange of its own.
  std::span<const crypto::ChildKeyMaterial> of(std::uint32_t child) const {
    if (child >= by_child_.size()) return {};
    return by_child_[child];
  }

 private:
  std::vector<std::vector<crypto::ChildKeyMaterial>> by_child_;
};

}  // namespace espect::sessions
