// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/datagram.h"

namespace espect::network {

namespace protocol {
inline constexpr std::uint8_t icmp = 1;
inline constexpr std::uint8_t ip4 = 4;
inline constexpr std::uint8_t tcp = 6;
inline constexpr std::uint8_t udp = 17;
inline constexpr std::uint8_t ip6 = 41;
inline constexpr std::uint8_t fragment = 44;
inline constexpr std::uint8_t gre = 47;
inline constexpr std::uint8_t esp = 50;
inline constexpr std::uint8_t ah = 51;
inline constexpr std::uint8_t icmp6 = 58;
}  // namespace protocol

inline constexpr std::uint32_t largest_ip_packet = 65'535;

// A place in a chain of headers: `protocol` names what starts at `at`; `named_at` is the octet
// that holds that name.
struct Place {
  std::uint8_t protocol = 0;
  std::uint32_t at = 0;
  std::uint32_t named_at = 0;
};

// One IP packet, IPv4 (RFC 791) or IPv6 (RFC 8200), with its headers read.
struct Ip {
  // Of what it carries. The headers fill in addresses and IP facts, in place: this is the hottest
  // path, and a copy of what was just written stalls the processor.
  Datagram datagram;
  Bytes packet;  // header and payload as far as captured; padding of the link is gone
  // The first header that is no IPv6 extension header. In a fragment: what follows the IPv4
  // header or the Fragment header, named by the Fragment header.
  Place payload;
  std::uint32_t missing = 0;     // octets that the header claims and that were not captured
  bool length_past_end = false;  // it even claims more than was on the wire

  bool fragment = false;
  bool more_fragments = false;
  std::uint32_t fragment_offset = 0;  // octets
  Place fragment_header;              // IPv6: where it stands and which octet named it

  // As new, but for the old content, which stays until the next one is set.
  void clear() {
    datagram.fragment_frames = {};
    datagram.path = {};
    datagram.ip = {};
    packet = {};
    payload = {};
    missing = 0;
    length_past_end = fragment = more_fragments = false;
    fragment_offset = 0;
    fragment_header = {};
  }

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
// it; an IPv6 jumbogram has an empty payload here.
IpProblem read_ip(Bytes bytes, std::uint32_t beyond, Ip& ip);

// Moves `place` past IPv6 extension headers, to AH, ESP, a Fragment header or the upper layer.
// False when the packet ends before that.
bool skip_extension_headers(Bytes packet, Place& place);

}  // namespace espect::network
