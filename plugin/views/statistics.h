// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// Tables of the audit: the Statistics menu, and tshark -z espect,ike / espect,child / espect,flows
// / espect,echo / espect,findings (a text) / espect,audit (the findings of the menu).
namespace espect::plugin {

// While Wireshark registers protocols.
void register_statistics();
// While it registers taps.
void register_statistics_taps();

// To be called wherever a packet has been dissected; `result` may be null.
void tell_statistics(packet_info* pinfo, const PacketResult* result);
// And for a frame with findings, which may hold no packet that is audited.
void tell_statistics_of_findings(packet_info* pinfo);

}  // namespace espect::plugin
