// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/address.h"
#include "ipsec/ip/protocol.h"

// The chain of headers in an IP packet, RFC 8200 section 4. Whoever walks it does so here.
namespace espect::ip {

inline constexpr std::uint32_t ip4_header_octets = 20;  // without options
inline constexpr std::uint32_t ip6_header_octets = 40;
inline constexpr std::uint32_t fragment_header_octets = 8;

// `protocol` names what starts at `at`; `named_at` is the octet that holds that name.
struct HeaderPlace {
  std::uint8_t protocol = 0;
  std::uint32_t at = 0;
  std::uint32_t named_at = 0;
};

// The extension headers that may stand before AH, ESP or the upper layer, but for the Fragment
// header: what is behind that is a header only when it is the first fragment.
constexpr bool is_extension_header(std::uint8_t next_header) {
  switch (next_header) {
    case protocol::hop_by_hop:
    case protocol::routing:
    case protocol::destination_options:
    case protocol::mobility:
    case protocol::hip:
    case protocol::shim6:
      return true;
    default:
      return false;
  }
}

// Where the headers start: behind the fixed header of IPv6, or the options of IPv4. `packet` holds
// that much.
HeaderPlace first_header(Bytes packet);

// The whole header at `place`: an extension header, a Fragment header or AH (RFC 4302 section 2.2),
// each by its own unit of length. Empty when the packet ends before it does.
Bytes header_at(Bytes packet, const HeaderPlace& place);

// What `header`, which stands at `place`, names.
inline HeaderPlace behind(const HeaderPlace& place, Bytes header) {
  return {header[0], place.at + static_cast<std::uint32_t>(header.size()), place.at};
}

// Moves `place` past extension headers, to AH, ESP, a Fragment header or the upper layer. False
// when the packet ends before that.
bool skip_extension_headers(Bytes packet, HeaderPlace& place);

// What the IPv4 or IPv6 header at the start claims to be the length of the packet.
struct ClaimedLength {
  bool known = false;  // else more octets are needed to tell
  bool bad = false;    // no IP header, or a length that does not even cover it
  std::size_t octets = 0;
};
ClaimedLength claimed_length(Bytes packet);
// The same where only a whole header counts: nothing when it is none, or shorter.
std::optional<std::size_t> packet_octets(Bytes packet);

// Where the packet will go at last when a source route leads it over other nodes first: the last
// address of a Routing header of type 0 or 2 (RFC 2460, RFC 6275), the first of a Segment Routing
// header (RFC 8754), or of the route in the options of IPv4 (RFC 791). `ip_header` has its options
// or extension headers. Nothing without such a route, or at its end.
std::optional<Address> final_destination(Bytes ip_header);

}  // namespace espect::ip
