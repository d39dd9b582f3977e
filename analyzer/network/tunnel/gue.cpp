// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ip_tunnels.h"
#include "ipsec/ip/protocol.h"

namespace espect::network::header {

// draft-ietf-intarea-gue-09 section 3: in variant 0 a length in words of 4 octets and the protocol
// number of what follows, in variant 1 IP and nothing else, whose version shows it.
Inside gue(Bytes bytes) {
  constexpr std::uint8_t control = 0x20, length = 0x1f;
  if (bytes.size() < 4) return {};
  if (bytes[0] >> 6 == 1) return ip_at(bytes);
  if (bytes[0] >> 6 != 0 || (bytes[0] & control) != 0) return {};
  const std::size_t octets = 4 + (bytes[0] & length) * std::size_t{4};
  if (octets > bytes.size()) return {};
  const Bytes rest = bytes.subspan(octets);
  switch (bytes[1]) {
    case ip::protocol::ip4:
      return ip4_at(rest);
    case ip::protocol::ip6:
      return ip6_at(rest);
    case ip::protocol::no_next_header:
      return {};
    default: {
      const auto reader = ip_tunnel(bytes[1]);
      return reader != nullptr ? header_at(reader, rest)
                               : closed("GUE of a protocol that is no tunnel");
    }
  }
}

}  // namespace espect::network::header
