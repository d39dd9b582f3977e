// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "tests/fuzz/auditor.h"

namespace espect::fuzz {

using Octets = std::vector<std::uint8_t>;

inline void append(Octets& octets, std::uint64_t value, std::size_t size) {
  while (size-- > 0) octets.push_back(static_cast<std::uint8_t>(value >> 8 * size));
}
inline void append(Octets& octets, Bytes more) {
  octets.insert(octets.end(), more.begin(), more.end());
}

// IPv4 from 10.0.0.1 to 10.0.0.2, or back.
inline Octets ipv4(std::uint8_t protocol, Bytes payload, bool back = false) {
  constexpr std::uint64_t one = 0x0a000001;
  constexpr std::uint64_t two = 0x0a000002;
  Octets packet{0x45, 0};
  append(packet, 20 + payload.size(), 2);
  append(packet, 0, 4);
  append(packet, 64, 1);
  append(packet, protocol, 1);
  append(packet, 0, 2);
  append(packet, back ? two : one, 4);
  append(packet, back ? one : two, 4);
  append(packet, payload);
  return packet;
}

inline Octets udp500(Bytes payload, bool back = false) {
  Octets datagram;
  append(datagram, 500, 2);
  append(datagram, 500, 2);
  append(datagram, 8 + payload.size(), 2);
  append(datagram, 0, 2);
  append(datagram, payload);
  constexpr std::uint8_t udp = 17;
  return ipv4(udp, datagram, back);
}

// Packets of one capture of raw IP, a tenth of a second apart, to an auditor.
class Frames {
 public:
  explicit Frames(Auditor& auditor) : auditor_(auditor) {
    constexpr std::uint16_t raw_ipv4 = 228;
    packet_.link_type = raw_ipv4;
  }
  void send(const Octets& octets) {
    packet_.bytes = octets;
    packet_.wire_octets = static_cast<std::uint32_t>(octets.size());
    packet_.time.nanoseconds += 100'000'000;
    ++packet_.frame;
    auditor_.on(packet_);
  }

 private:
  Auditor& auditor_;
  capture::Packet packet_;
};

}  // namespace espect::fuzz
