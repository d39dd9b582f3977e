// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// While Wireshark registers protocols: EESP itself, and its fields under `protocol`, espect's.
void register_eesp(int protocol);
int eesp_protocol();  // of the tree

// Whether the packet is one of EESP: under its own IP protocol, or in UDP.
inline bool is_eesp(const EspResult* result) {
  return result != nullptr && result->flow != nullptr && result->flow->eesp != nullptr;
}

// A packet from its base header on; `result` may be null. Shows its header and, when its ICV
// verified, what was inside.
int dissect_eesp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const EspResult* result,
                 void* data);

}  // namespace espect::plugin
