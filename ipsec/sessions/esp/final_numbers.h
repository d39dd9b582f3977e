// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/flow_table.h"

namespace espect::sessions {

// What can be said about missing sequence numbers only once the capture has ended: which of them
// may still come, which went to another destination, and how long the longest run is. Needs the
// Child SA of every flow.
void judge_missing_numbers(FlowTable& flows, Time capture_end);

}  // namespace espect::sessions
