// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/esp/esp_flow.h"

// What an ESP SA adds to each packet, and what that leaves of a path MTU (RFC 4301 section 8,
// RFC 4303 section 2).
namespace espect::sessions {

// All in octets.
struct Overhead {
  std::uint32_t outer_header = 20;  // IPv4 without options, or IPv6
  std::uint32_t udp = 0;            // RFC 3948
  std::uint32_t fixed = 0;          // ESP header, IV, pad length, next header and ICV
  std::uint32_t alignment = 4;  // payload, padding, pad length and next header are a multiple of it
  std::uint32_t own_header = 0;  // transport mode: of the inner packet, travels as the outer header

  std::uint32_t outer_octets(std::uint32_t inner) const;  // least padding, no TFC padding
  // The largest inner packet whose outer packet fits; 0 when none does.
  std::uint32_t largest_inner(std::uint32_t mtu) const;
  std::uint32_t least() const { return outer_header - own_header + udp + fixed; }
  std::uint32_t most() const { return least() + alignment - 1; }
};

// Nothing without its algorithms and mode (a key, or its Child SA), and where packets have no size
// of their own: IP-TFS, BEET, IPComp, and in TCP. Of AH neither: how its ICV is padded is the
// sender's choice (RFC 4302 section 2.6).
std::optional<Overhead> overhead_of(const EspFlow& flow, const ChildSa* child);

// The TCP MSS (RFC 9293 section 3.7.1, without options) of inner packets of that size; 0 when
// headers alone fill it.
std::uint32_t tcp_mss(std::uint32_t inner, bool v6);

}  // namespace espect::sessions
