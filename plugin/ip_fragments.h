// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ipsec/sessions/datagram.h"
#include "plugin/compat.h"

// IP fragments, which Wireshark reassembles before a dissector sees their packet: what they were is
// noted after each frame. Not by a tap: the first pass of tshark -2 has none.
namespace espect::plugin {

struct FragmentedPacket {
  sessions::IpFacts facts;
  std::vector<std::uint32_t> frames;
};

// While Wireshark registers protocols.
void register_ip_fragments();
// In the first pass, when a frame has been dissected.
void note_fragment(tvbuff_t* frame, packet_info* pinfo) noexcept;

// Of the packet between the addresses of `pinfo` whose last fragment is in this frame; null when
// the frame holds no fragment. Valid until the next call.
const FragmentedPacket* fragments_completed_in(packet_info* pinfo);

// An IP header with these addresses at `at`.
bool is_ip_header(Bytes octets, std::size_t at, const address& source, const address& destination);
sessions::IpFacts facts_of(Bytes header);

}  // namespace espect::plugin
