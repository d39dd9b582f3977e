// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

// From 4.2 on columns are fields as well (_ws.col.info), for filters, colours and -e. Wireshark
// fills them before the post-dissectors run.
namespace espect::plugin {

// The fields of the Info column say what the column says now.
void renew_info_fields(packet_info* pinfo, proto_tree* tree);

}  // namespace espect::plugin
