// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// What espect knows of a packet, in brackets in the Info column: in front what it found out about
// it ("[Replay of 104]"), as Wireshark's own analysis of TCP does, where no long line pushes it out
// of sight; behind it what the packet belongs to ("[Response to 5]"). Collected while a frame is
// dissected, because dissectors of inner packets write the column anew.
namespace espect::plugin {

void register_info_tags(int protocol);

void add_tag(packet_info* pinfo, const char* format, ...) G_GNUC_PRINTF(2, 3);
void add_relation(packet_info* pinfo, const char* what, std::uint32_t number);
void add_tags(packet_info* pinfo, const IkeResult& ike);
void add_tags(packet_info* pinfo, const EspResult& esp);

// What the IKE message of the frame is: "IKE_AUTH request". Null: there is none.
void note_message(packet_info* pinfo, const char* title);
const char* noted_message(packet_info* pinfo);

// The number of the ESP or AH packet in the frame; null when there is none or several, or when no
// finding asks.
const std::uint64_t* noted_number(packet_info* pinfo);
// When the frame has been dissected; also into the fields of the column that are in its tree.
void write_tags(packet_info* pinfo, proto_tree* tree);

}  // namespace espect::plugin
