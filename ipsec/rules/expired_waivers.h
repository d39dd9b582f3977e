// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/rules/findings.h"
#include "ipsec/rules/waiver.h"

namespace espect::rules {

// The finding waiver-expired of a capture, when there are any; asked after its other findings.
void tell_expired(const std::vector<Waiver>& waivers, Findings& findings);

}  // namespace espect::rules
