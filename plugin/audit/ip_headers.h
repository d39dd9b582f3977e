// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/datagram.h"
#include "ipsec/ip/ip_view.h"
#include "plugin/wireshark/compat.h"

// IP headers of a frame, found by the addresses that Wireshark's own dissectors left in
// packet_info: they hand on neither the header nor where it stands.
namespace espect::plugin {

// An IP header that starts further into its frame is not found.
inline constexpr std::size_t farthest_ip_header = 512;

// Borrowed from the tvbuff; empty without one.
struct FrameOctets {
  Bytes octets;
  std::uint32_t beyond = 0;  // were on the wire and not captured
};
FrameOctets octets_of_frame(tvbuff_t* tvb);

Time time_of(const packet_info* pinfo);
// An IP header with these addresses at `at`.
bool is_ip_header(Bytes octets, std::size_t at, const address& source, const address& destination);
// The IP packet between the addresses of `pinfo`, which both are IP; false where none can be read.
bool read_ip_packet(const FrameOctets& frame, const packet_info* pinfo, ip::IpView& view);
// Of a header that is whole.
IpFacts facts_of(Bytes header);

}  // namespace espect::plugin
