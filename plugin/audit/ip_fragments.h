// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>

#include "ipsec/datagram/datagram.h"
#include "plugin/wireshark/compat.h"

// IP fragments. Wireshark reassembles them before a dissector sees their packet, and says nothing
// of those that stay incomplete or overlap: they are taken in here as well, by the reassembly of
// the program. After each frame, not by a tap: the first pass of tshark -2 has none.
namespace espect::plugin {

// Borrowed until the next frame.
struct FragmentedPacket {
  IpFacts facts;
  Bytes header;  // up to what is carried, as if the packet had come whole
  std::span<const std::uint32_t> frames;
};

// While Wireshark registers protocols.
void register_ip_fragments();
// In the first pass, when a frame has been dissected.
void note_fragment(tvbuff_t* frame, packet_info* pinfo) noexcept;
// No frame is to come: what is incomplete stays so.
void finish_fragments() noexcept;

// The packet between the addresses of `pinfo` that a fragment in this frame completed; null when
// none did.
const FragmentedPacket* fragments_completed_in(packet_info* pinfo) noexcept;

}  // namespace espect::plugin
