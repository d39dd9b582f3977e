// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/rules/waiver.h"

namespace espect::rules {

// Reads a CSV file rule,peers,fingerprint,reason,owner,expires; `peers` (apart by blanks) and
// `fingerprint` may be empty. `today` is a day like those of the file: "2026-11-29". `name` stands
// in the errors, of which there is one for each thing that is wrong.
tl::expected<std::vector<Waiver>, std::vector<std::string>> parse_waivers(std::string_view text,
                                                                          std::string_view name,
                                                                          std::string_view today);

}  // namespace espect::rules
