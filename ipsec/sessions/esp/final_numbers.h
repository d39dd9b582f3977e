// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/flow_table.h"

namespace espect::sessions {

// What can be said about missing sequence numbers only once the capture has ended: which of them
// may still come, which went to another destination, and how long the longest run is. Needs the
// Child SA of every flow. `all`: none was left out for want of a place; else the counter of any
// manual SA may go on in one that was.
void judge_missing_numbers(FlowTable& flows, Time capture_end, bool all);

}  // namespace espect::sessions
