// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// ESP echo, AGGFRAG and VPN-IDs in the tree and the columns.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's.
void register_esp_extensions(int protocol);
void register_esp_extension_experts(expert_module_t* module);

// An ESP packet on one of the echo SPIs: the whole tree below the ESP header.
void show_clear_echo(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const EchoResult& echo);

// What an opened packet with Next Header 144 starts with: an echo, or the header of IP-TFS. `plain`
// is the decrypted packet, `size` what stands before its trailer.
void show_aggfrag(tvbuff_t* plain, packet_info* pinfo, proto_tree* tree, std::size_t size,
                  const EchoResult* echo);

// In the header at octet `at`, or read elsewhere and then generated.
void show_vpn_id(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const EspResult& esp, int at);

}  // namespace espect::plugin
