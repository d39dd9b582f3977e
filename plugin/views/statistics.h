// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// Tables of the audit: the Statistics menu, and tshark -z espect,tunnels / ,ike / ,child / ,flows /
// ,echo / ,audit (the findings of the menu) / ,coverage; and espect,findings, a text. Each counts
// the packets that pass its filter and has a row for what they belong to.
namespace espect::plugin {

// While Wireshark registers protocols.
void register_statistics();
// While it registers taps.
void register_statistics_taps();

// To be called wherever a packet has been dissected; `result` may be null.
void tell_statistics(packet_info* pinfo, const PacketResult* result);
// And once for each frame, which may hold no packet that is audited.
void tell_statistics_of_frame(packet_info* pinfo);

}  // namespace espect::plugin
