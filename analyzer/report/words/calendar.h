// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/bytes/time.h"

namespace espect::report {

// "2026-11-24 14:33:54", UTC, with `between` between the day and the hour.
std::string calendar_text(Time time, char between = ' ');

}  // namespace espect::report
