// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/ip/headers.h"

namespace espect::ip {

inline constexpr std::uint32_t largest_ip_packet = 65'535;

// One IP packet, IPv4 (RFC 791) or IPv6 (RFC 8200), with its headers read.
struct IpView {
  // Of what it carries. The headers fill in addresses and IP facts, in place: this is the hottest
  // path, and a copy of what was just written stalls the processor.
  Datagram datagram;
  Bytes packet;  // header and payload as far as captured; padding of the link is gone
  // The first header that is no IPv6 extension header. In a fragment: what follows the IPv4
  // header or the Fragment header, named by the Fragment header.
  HeaderPlace payload;
  std::uint32_t missing = 0;     // octets that the header claims and that were not captured
  bool length_past_end = false;  // it even claims more than was on the wire

  bool fragment = false;
  bool more_fragments = false;
  std::uint32_t fragment_offset = 0;  // octets
  HeaderPlace fragment_header;        // IPv6: where it stands and which octet named it

  // As new, but for the old content, which stays until the next one is set.
  void clear() {
    datagram.fragment_frames = {};
    datagram.path = {};
    datagram.ip = {};
    datagram.extension_headers = {};
    packet = {};
    payload = {};
    missing = 0;
    length_past_end = fragment = more_fragments = false;
    fragment_offset = 0;
    fragment_header = {};
  }

  bool v6() const { return datagram.path.source.v6; }
  Bytes captured_payload() const { return packet.subspan(payload.at); }
  std::uint32_t payload_octets() const { return datagram.ip.packet_octets - payload.at; }
};

enum class IpProblem : std::uint8_t {
  none,
  cut,        // the capture ends inside the headers, which is no fault of the sender
  malformed,  // a header contradicts itself
};

// Reads the headers of the IP packet at the start of `bytes`, whatever follows it. `beyond` octets
// more were on the wire and not captured. IPv4 total length 0 (segmentation offload) means all of
// it; an IPv6 jumbogram has an empty payload here. The destination is the final one where a source
// route is still to be followed.
IpProblem read_ip(Bytes bytes, std::uint32_t beyond, IpView& view);

}  // namespace espect::ip
