// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/registry.h"

namespace espect::registry {

// A number from a registry. Unknown values survive; the name is looked up, never stored. `meaning`
// is the number that the tables have for it: another one only where an experimental profile gave
// it another, so whoever reads octets sets both, and nobody behind needs the profile.
template <class Int, const Registry& R>
struct Code {
  using value_type = Int;
  Int value{};
  std::uint32_t meaning{};

  constexpr Code() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a constant of the tables is a code
  constexpr Code(Int number) : value(number), meaning(number) {}
  constexpr Code(Int on_wire, std::uint32_t means) : value(on_wire), meaning(means) {}
  static constexpr Code read(const ExperimentalProfile* profile, Int on_wire) {
    return {on_wire, meaning_of(profile, R, on_wire)};
  }
  // As a key source says it: with the number on the wire, or with that of the tables, which names
  // become.
  static constexpr Code said(const ExperimentalProfile* profile, Int number) {
    const Code code = read(profile, number);
    return code.meaning == no_number ? Code(number) : code;
  }

  static constexpr const Registry& registry() { return R; }
  const Row* find() const { return espect::registry::find(R, value, meaning); }
  // As in the registry, without the number: "IKE_AUTH", "Private Use"; "Unknown" without a row.
  std::string_view name() const {
    const Row* row = find();
    return row != nullptr ? row->name : "Unknown";
  }
  std::string display_name() const { return espect::registry::display_name(R, value, meaning); }

  // Whether this is the number `wanted` of the tables, whatever stood on the wire.
  constexpr bool means(Int wanted) const { return meaning == wanted; }

  friend constexpr bool operator==(Code, Code) = default;
};

}  // namespace espect::registry
