// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/registry.h"

namespace espect::registry {

// A number from a registry. Unknown values survive; the name is looked up, never stored.
template <class Int, const Registry& R>
struct Code {
  using value_type = Int;
  Int value{};

  static constexpr const Registry& registry() { return R; }
  const Row* find() const { return espect::registry::find(R, value); }
  // As in the registry, without the number: "IKE_AUTH", "Private Use"; "Unknown" without a row.
  std::string_view name() const {
    const Row* row = find();
    return row != nullptr ? row->name : "Unknown";
  }
  std::string display_name() const { return espect::registry::display_name(R, value); }

  // Whether this is the number `profile` of the tables, or the one that replaces it in the
  // experimental profile in force.
  constexpr bool means(Int profile) const {
    if (std::is_constant_evaluated()) return value == profile;
    return meaning_of(R, value) == profile;
  }

  friend constexpr bool operator==(Code, Code) = default;
};

}  // namespace espect::registry
