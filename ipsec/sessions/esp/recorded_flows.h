// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/sessions/esp/flow_table.h"
#include "ipsec/sessions/esp/path_mtus.h"

namespace espect::sessions {

// The records out of a table that hears nothing more.
std::vector<RecordedFlow> take_flows(FlowTable& table, const PathMtus& path_mtus);
// Into an empty one, with room for exactly these.
void restore_flows(std::vector<RecordedFlow> flows, FlowTable& table, PathMtus& path_mtus);

}  // namespace espect::sessions
