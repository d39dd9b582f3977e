// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>

#include "analyzer/report/words/gate.h"

namespace espect::run {

// The day of this run, UTC, as "2026-11-29"; SOURCE_DATE_EPOCH sets another one.
std::string today();

// Puts what the files say into the gate; an empty path is no file. False, with a message for
// everything that is wrong, when one cannot be used.
bool load_gate(const std::string& baseline, const std::string& waivers, report::Gate& gate);

}  // namespace espect::run
