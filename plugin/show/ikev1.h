// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// Behind the built-in dissector, which shows IKEv1 and opens what is in a table of its own: the
// Info column, what espect has opened unless the same stands there already, and what no octet says.
void complete_ikev1(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const IkeResult& ike);

}  // namespace espect::plugin
