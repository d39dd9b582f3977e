// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// File > Export PDUs to File and tshark -U espect: what was opened, as a capture that needs no
// keys.
namespace espect::plugin {

// While Wireshark registers protocols.
void register_export_pdu();

// The inner packets of an opened ESP packet, each as the protocol that it has; to be called before
// they are dissected, while `pinfo` has the addresses of the outer packet. `tvb` is any of the
// packet.
void export_inner_packets(packet_info* pinfo, tvbuff_t* tvb, const EspResult& esp);

// A message in clear as it is; an opened one as it would have been in clear: its header, then the
// payloads of SK, or of all SKF together. `tvb` starts with the header. Nothing when it is closed
// or this datagram did not complete it.
void export_ike_message(packet_info* pinfo, tvbuff_t* tvb, const IkeResult& ike);

}  // namespace espect::plugin
