// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

namespace espect::report {

// Every rule as an object of an array: id, family, severity, needs, title, why, advice, specs.
void write_rules_json(std::ostream& out);

}  // namespace espect::report
