// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// Between Wireshark and the audit of the capture that it has open: packets in, results out.
namespace espect::plugin {

// While Wireshark registers protocols: init and cleanup routines. `protocol` is espect's.
void register_open_capture(int protocol);

enum class Content : std::uint8_t { ike, marked_ike, esp, ah, keepalive, eesp };

// What the audit says about a packet. `tvb` starts where the message or header does. In the first
// pass it is taken in; later what was said then comes back. Null for what is not audited: quotes
// in ICMP errors (told to the audit as such), packets inside opened packets, exported PDUs, lone
// fragments.
// Never leaves by an exception or longjmp.
const PacketResult* audit_packet(tvbuff_t* tvb, packet_info* pinfo, Content content);

// Null before the first IPsec packet. The audit lives until the capture is closed or dissected
// anew.
CaptureAudit* open_audit();
// Under which the open capture is read; null before its first IPsec packet.
const registry::ExperimentalProfile* open_profile();
// What people call the VPN; null: nobody said. As long as the audit lives.
const char* name_of_vpn(std::uint32_t vpn_id) noexcept;

// IP fragments that overlapped or stayed incomplete. May throw.
void take_broken_fragments(const Datagram& fragments);

// No packet is to come: what needs the end of the capture is found now. Once, however often called.
void finish_audit() noexcept;

// Whether a key source names the IKE SA.
bool keys_name_ike_sa(std::uint64_t spi_i, std::uint64_t spi_r);

// Marks what is dissected between the two calls as coming out of an opened packet.
void enter_opened_packet(packet_info* pinfo);
void leave_opened_packet(packet_info* pinfo);

}  // namespace espect::plugin
