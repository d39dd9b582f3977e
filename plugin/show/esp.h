// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// When all built-in dissectors are there.
void find_esp_fields();

// What a packet of an SA whose key is known, or an ESP echo in the clear, is dissected with.
struct KeyedEsp {
  const EspResult* result;
  const EchoResult* echo;  // null = none
  void* data;              // what the dissector below handed over: the IP header, or nothing
};

// For a handle of the protocol esp; `data` is a KeyedEsp. Shows the packet and, when its ICV
// verified, what was inside, and hands that to Wireshark's dissectors.
int dissect_keyed_esp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data);

// What an opened packet holds, by Wireshark's dissectors. `plain` has the plaintext.
void dissect_contents(tvbuff_t* tvb, tvbuff_t* plain, packet_info* pinfo, proto_tree* tree,
                      const EspResult& esp, void* data);

}  // namespace espect::plugin
