// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {

// What somebody calls one of IANA's transforms.
struct AlgorithmName {
  std::string_view name;
  std::uint16_t id;
};

// Case does not matter.
inline std::optional<std::uint16_t> id_of(std::span<const AlgorithmName> names,
                                          std::string_view name) {
  for (const AlgorithmName& row : names)
    if (equal_without_case(row.name, name)) return row.id;
  return std::nullopt;
}

}  // namespace espect::keys
