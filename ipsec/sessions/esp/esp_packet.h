// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/table/sequence_number.h"

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
  // Of EESP: the sub-SA, and the number, which is there only when it was agreed on.
  std::uint16_t session_id = 0;
  std::optional<std::uint64_t> number{};

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

  EspPacket(const Datagram& of, const Eesp& eesp, std::optional<std::uint64_t> numbered = {})
      : datagram(of),
        protocol(Protocol::eesp),
        spi(eesp.spi),
        sequence(static_cast<std::uint32_t>(numbered.value_or(0))),
        octets(eesp.packet),
        session_id(eesp.session_id),
        number(numbered) {}

  bool numbered() const { return protocol != Protocol::eesp || number.has_value(); }
  // All 64 bits: as the packet has them, else those next to the highest number so far.
  std::uint64_t number_near(std::uint64_t highest) const {
    return protocol == Protocol::eesp ? number.value_or(0) : extend_sequence(sequence, highest);
  }
  std::uint64_t whole_octets() const { return octets.size() + datagram.cut_octets; }
};

}  // namespace espect::sessions
