// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// The numbers of SAs: one field each, on everything that has to do with them.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's.
void register_index_fields(int protocol);

void add_ike_sa(proto_tree* tree, tvbuff_t* tvb, std::uint32_t id);
void add_child_sa(proto_tree* tree, tvbuff_t* tvb, std::uint32_t id);
void add_flow(proto_tree* tree, tvbuff_t* tvb, std::uint32_t id);

// The Child SA of a flow, when it is known.
const sessions::ChildSa* child_of(const sessions::EspFlow& flow);

// On a frame that holds no whole packet of these SAs.
void add_frame_sa(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const FrameSa& sa);

}  // namespace espect::plugin
