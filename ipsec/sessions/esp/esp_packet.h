// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/datagram.h"

namespace espect::sessions {

// An ESP or AH packet as the judges of this room see it.
struct EspPacket {
  const Datagram& datagram;
  Protocol protocol;
  std::uint32_t spi;
  std::uint32_t sequence;  // as on the wire
  // ESP from the SPI on, AH from Next Header on. Not copied: that would read as one what was just
  // written as two, and wait for it.
  const Bytes& octets;

  EspPacket(const Datagram& of, const Esp& esp)
      : datagram(of),
        protocol(Protocol::esp),
        spi(esp.spi),
        sequence(esp.sequence),
        octets(esp.packet) {}
  EspPacket(const Datagram& of, const Ah& ah)
      : datagram(of),
        protocol(Protocol::ah),
        spi(ah.spi),
        sequence(ah.sequence),
        octets(ah.header_and_payload) {}

  std::uint64_t whole_octets() const { return octets.size() + datagram.cut_octets; }
};

}  // namespace espect::sessions
