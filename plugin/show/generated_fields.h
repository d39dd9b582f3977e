// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// What espect knows of a packet and no octet of it says: fields in brackets, in the trees of IKE,
// ESP and AH.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's.
void register_generated_fields(int protocol);
void register_generated_experts(expert_module_t* module);

void add_sa_fields(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const EspResult& esp);
void add_ike_fields(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const IkeResult& ike);

// ", SPI 0xc4d1e2f3, Seq 100, Child SA 1" behind the item of ESP or AH.
void name_root(proto_item* root, std::uint32_t spi, const EspResult& esp);

// The tree of the last item of a protocol below `tree`; `tree` itself when it is not to be found,
// because Wireshark builds only what is asked for.
proto_tree* tree_of_last(proto_tree* tree, const char* protocol);

}  // namespace espect::plugin
