// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "ipsec/bytes/bytes.h"
#include "ipsec/bytes/time.h"
#include "ipsec/datagram/address.h"

// What a capture or Wireshark hands to the sessions: one IPsec datagram, whole, with the facts of
// the IP packet that carried it. All bytes are borrowed until the call returns.
namespace espect {

enum class Protocol : std::uint8_t { esp, ah, eesp };
enum class Encapsulation : std::uint8_t { none, udp, tcp };

struct Endpoint {
  Address address;
  std::uint16_t port = 0;
};

struct Path {
  Address source;
  Address destination;
  std::uint16_t source_port = 0;  // 0 without UDP or TCP
  std::uint16_t destination_port = 0;
  Encapsulation encapsulation = Encapsulation::none;
};

// Facts of the outer IP packet (RFC 791, RFC 8200).
struct IpFacts {
  std::uint32_t packet_octets = 0;   // IP header and payload, as one packet before fragmentation
  std::uint32_t largest_piece = 0;   // largest IP fragment in octets; packet_octets when whole
  std::uint32_t identification = 0;  // IPv4, or of the IPv6 Fragment header; 0 when there is none
  std::uint16_t fragments = 0;       // IP fragments it came in; 0 when it came whole
  std::uint8_t ttl = 0;              // TTL or Hop Limit, of the first fragment
  std::uint8_t traffic_class = 0;    // DSCP and ECN
  std::uint32_t flow_label = 0;      // IPv6
  bool dont_fragment = false;        // IPv4 DF; true for IPv6 without a Fragment header
};

// RFC 3948 section 2.2: four octets of zero before IKE, where ESP has its SPI.
inline constexpr std::size_t non_esp_marker_octets = 4;

// RFC 7296: `message` starts at the initiator SPI (a non-ESP marker is removed).
struct Ike {
  Bytes message;
  bool non_esp_marker = false;
};

// RFC 4303: `packet` starts at the SPI and ends with the ICV. At least so many octets: SPI and
// number.
inline constexpr std::size_t smallest_esp = 8;
struct Esp {
  Bytes packet;
  std::uint32_t spi = 0;
  std::uint32_t sequence = 0;
};

// RFC 4302: `header_and_payload` starts at Next Header; `ip_header` is the outer header with its
// options or extension headers, which the ICV covers. At least so many octets.
inline constexpr std::size_t smallest_ah = 12;
struct Ah {
  Bytes ip_header;
  Bytes header_and_payload;
  std::uint32_t spi = 0;
  std::uint32_t sequence = 0;
};

// draft-ietf-ipsecme-eesp: `packet` starts at the base header and ends with the ICV. At least as
// long as ESP: in these octets every form has the Session ID and the SPI at the same place.
struct Eesp {
  Bytes packet;
  std::uint32_t spi = 0;
  std::uint16_t session_id = 0;
};

// RFC 3948 section 2.3, one octet FF.
struct Keepalive {};

enum class Carried : std::uint8_t { unknown, ike, esp, ah };

enum class IcmpReason : std::uint8_t {
  fragmentation_needed,  // ICMP 3/4 and ICMPv6 type 2
  port_unreachable,
  host_unreachable,
  network_unreachable,
  protocol_unreachable,
  prohibited,
  time_exceeded,
  other,
};

// An ICMP or ICMPv6 error that quotes IKE, ESP or AH. The path of the Datagram is that of the
// error itself; `quoted` is that of the packet it complains about.
struct IcmpError {
  IcmpReason reason = IcmpReason::other;
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint32_t mtu =
      0;  // next-hop MTU in octets of fragmentation_needed; 0 where the router gave none
  Path quoted;
  Carried carried = Carried::unknown;
  std::uint32_t quoted_packet_octets = 0;  // total length the quoted IP header claims
  std::uint32_t spi = 0;                   // ESP and AH, 0 when the quote is too short
  std::uint32_t sequence = 0;
  Bytes ike;  // what the quote holds of an IKE message
};

// IP fragments of an IPsec packet that never became complete, or that overlapped.
struct BrokenFragments {
  Carried carried =
      Carried::unknown;  // unknown when the first fragment is missing and the protocol is UDP
  std::uint8_t ip_protocol = 0;
  std::uint32_t received_octets = 0;
  std::uint32_t missing_octets = 0;  // 0 when the last fragment is missing and the size is unknown
  bool overlap = false;
  bool first_came = true;  // the fragment with offset 0
};

struct Datagram {
  std::uint32_t frame = 0;  // 1-based; of the last fragment
  Time time{};
  std::span<const std::uint32_t>
      fragment_frames;  // empty when it came whole, else all frames in order of arrival
  Path path;
  IpFacts ip;
  // The IPv6 header up to what it carries, when extension headers stand between; else empty.
  Bytes extension_headers;
  std::uint32_t cut_octets = 0;  // octets of this datagram that the snap length cut off
  std::uint8_t nesting = 0;      // inside so many ESP and AH packets that were opened
  std::variant<Ike, Esp, Ah, Keepalive, IcmpError, BrokenFragments, Eesp> content;
};

// What a datagram borrows is gone when it is kept.
inline Datagram without_contents(const Datagram& datagram) {
  Datagram kept = datagram;
  kept.fragment_frames = {};
  kept.extension_headers = {};
  kept.content = Keepalive{};
  return kept;
}

class DatagramListener {
 public:
  virtual ~DatagramListener() = default;
  virtual void on(const Datagram& datagram) = 0;
  // Whether it helps to know some packets ahead that an ESP packet to this place will probably
  // come: where so much is known that the processor has to wait for memory.
  virtual bool expects() const { return false; }
  virtual void expect(std::uint32_t /*spi*/, const Address& /*destination*/) {}
  // A whole IP packet that is no IPsec. Handed on only while it is wanted: most captures are full
  // of them.
  virtual bool wants_clear() const { return false; }
  // The IP protocol under which EESP packets are wanted: none has been assigned to it.
  virtual std::optional<std::uint8_t> eesp_protocol() const { return std::nullopt; }
  virtual void on_clear(std::uint32_t /*frame*/, Time /*time*/, Bytes /*ip_packet*/) {}
};

}  // namespace espect
