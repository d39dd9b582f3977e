// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/packet_result.h"
#include "plugin/wireshark/compat.h"

// Conversation Filter > IKE SA, > Child SA and > ESP or AH flow, of the packet that is selected.
namespace espect::plugin {

// The SAs that a packet shows; the last of each kind. 0 = none.
struct Sas {
  std::uint32_t ike_sa = 0, child_sa = 0, flow = 0;
};

// While Wireshark registers protocols. `protocol` is espect's.
void register_sa_filters(int protocol);

// To be called while a packet is dissected.
void note_sas(packet_info* pinfo, const IkeResult& ike);
void note_sas(packet_info* pinfo, const EspResult& esp);
void note_sas(packet_info* pinfo, const Sas& sas);

}  // namespace espect::plugin
