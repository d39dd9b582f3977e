// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <string>
#include <vector>

#include "ipsec/bytes/time.h"
#include "samples/make/ip_packet.h"
#include "samples/make/random.h"

namespace espect::samples {

enum class Side : std::uint8_t { initiator, responder };
inline constexpr Side initiator = Side::initiator, responder = Side::responder;
constexpr Side other(Side side) {
  return side == initiator ? responder : initiator;
}

// A gateway, or the host behind it.
struct Station {
  std::string name;  // its identity in IKE
  Address address;
  std::array<std::uint8_t, 6> mac{};
  std::uint16_t identification = 0;  // of its last IPv4 packet
};

struct IpOptions {
  std::uint8_t dscp = 0;
  bool dont_fragment = true;
  std::size_t path_mtu =
      0;  // larger packets come in IPv4 fragments; 0 = the path fragments nothing
};

// The place between two gateways where the capture is taken, with its clock: puts IP and Ethernet
// around what they send.
class Wire {
 public:
  // `family`: 4 or 6.
  Wire(Random& random, int family);

  Station& station(Side side) { return stations_[side == initiator ? 0 : 1]; }
  // Between other addresses from now on, as multihomed gateways do.
  void use_family(int family);
  // ESP and AH without IKE may travel in UDP 4500 (RFC 3948); IKE then has the non-ESP marker.
  void encapsulate(bool in_udp) { encapsulated_ = in_udp; }
  bool encapsulated() const { return encapsulated_; }
  // UDP ports from now on: what each side sends from, and what it is written to at.
  struct UdpPorts {
    std::array<std::uint16_t, 2> from{4500, 4500};
    std::array<std::uint16_t, 2> to{4500, 4500};
  };
  void use_ports(const UdpPorts& ports) { ports_ = ports; }

  void ike(Side from, Bytes message);
  // `packet`: from the SPI on.
  void esp(Side from, Bytes packet, const IpOptions& options = {});
  void eesp(Side from, Bytes packet, const IpOptions& options = {});
  // Whole IP packet, for AH, whose ICV covers the IP header.
  void ip(Side from, Bytes packet);
  IpHeader ip_header(Side from, std::uint8_t protocol, const IpOptions& options = {});

  // Both draw the exact time from the seed.
  void wait(std::uint64_t milliseconds);
  void answer_time();  // from a request at this place to its answer

  // A classic pcap file, Ethernet, microseconds, little endian.
  Octets release();

 private:
  void send(Side from, std::uint8_t protocol, Bytes payload, const IpOptions& options);
  void frame(Side from, Bytes ip_packet);

  Random& random_;
  std::array<Station, 2> stations_;
  bool encapsulated_ = false;
  UdpPorts ports_;
  Octets in_udp(Side from, Bytes data, bool checksum);
  Time now_;
  Octets file_;
};

}  // namespace espect::samples
