// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/datagram.h"

namespace espect::ip {

using Content = decltype(Datagram::content);

inline constexpr std::uint32_t udp_header_octets = 8;

struct Ports {
  std::uint16_t source = 0;
  std::uint16_t destination = 0;

  bool has(std::uint16_t port) const { return source == port || destination == port; }
};

enum class PortKind : std::uint8_t {
  other,
  ike,
  nat_traversal,  // RFC 3948: IKE behind a marker, ESP, keepalives
};

// UDP 500 and 4500, and the ports that a user names.
class IpsecPorts {
 public:
  void name_ike(std::uint16_t port) { ike_.push_back(port); }
  void name_nat_traversal(std::uint16_t port) { nat_traversal_.push_back(port); }

  // What arrives at a port of IKE never has a marker, whatever port it comes from.
  PortKind kind_of(Ports ports) const {
    const bool to_ike = is(500, ike_, ports.destination);
    const bool nat_traversal =
        is(4500, nat_traversal_, ports.source) || is(4500, nat_traversal_, ports.destination);
    if (nat_traversal && !to_ike) return PortKind::nat_traversal;
    return nat_traversal || to_ike || is(500, ike_, ports.source) ? PortKind::ike : PortKind::other;
  }

 private:
  static bool is(std::uint16_t assigned, const std::vector<std::uint16_t>& named,
                 std::uint16_t port) {
    return port == assigned ||
           (!named.empty() && std::find(named.begin(), named.end(), port) != named.end());
  }

  std::vector<std::uint16_t> ike_;
  std::vector<std::uint16_t> nat_traversal_;
};

// The first four octets of UDP and TCP; the caller has checked that they are there.
Ports ports_at(const std::uint8_t* header);

struct Udp {
  Ports ports;
  Bytes data;
  std::uint32_t data_octets = 0;  // what the headers claim; data.size() unless cut
  bool malformed = false;         // the length field is below 8 or past the end of the IP packet
};

// `payload` is that of an IP packet, of which `missing` octets more were not captured. The smaller
// of the UDP length and the IP payload counts; UDP length 0 means the IP payload.
std::optional<Udp> read_udp(Bytes payload, std::uint32_t missing);

// IKE, ESP or a keepalive, or none of them.
std::optional<Content> ipsec_content(const Udp& udp, PortKind kind);

// Whether the data is an IKE message although the ports do not say so: its header is one of IKEv1
// or IKEv2 in every field that is not free, and its length is that of the data. `nat_traversal`
// when the non-ESP marker stands before it.
PortKind recognised_ike(const Udp& udp);

// The same question for the beginning of UDP data, as ICMP quotes and first fragments have it.
Carried carried_in(PortKind kind, Bytes data);

}  // namespace espect::ip
