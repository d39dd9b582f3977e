// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/reader.h"

namespace espect::network::header {

// 3GPP TS 29.281 section 5.1: a G-PDU carries a user's packet, which is IP, or Ethernet in 5G.
// Extension headers (section 5.2.1) count words of 4 octets and end with the type of the next.
Inside gtp_u(Bytes bytes) {
  constexpr std::uint8_t version_and_type = 0xf0, gtp_1 = 0x30, g_pdu = 255;
  constexpr std::uint8_t optional_fields = 0x07, with_extensions = 0x04;
  Reader in(bytes);
  const auto flags = in.number<std::uint8_t>("flags");
  const auto message = in.number<std::uint8_t>("message type");
  in.take(6, "length and tunnel endpoint");
  if (!in.ok() || (flags & version_and_type) != gtp_1 || message != g_pdu) return {};
  if ((flags & optional_fields) != 0) {
    in.take(3, "sequence and N-PDU number");
    auto next = in.number<std::uint8_t>("next extension header");
    while (in.ok() && next != 0 && (flags & with_extensions) != 0) {
      const auto words = in.number<std::uint8_t>("length");
      if (words == 0) return {};
      in.take(words * std::size_t{4} - 2, "extension header");
      next = in.number<std::uint8_t>("next extension header");
    }
  }
  if (!in.ok() || in.empty()) return {};
  const Bytes packet = in.peek();
  const unsigned version = packet[0] >> 4;
  const bool may_be_ip = version == 4 || version == 6;
  return may_be_ip && (looks_like_ip(packet) || packet.size() < 14) ? ip_at(packet)
                                                                    : header_at(ethernet, packet);
}

}  // namespace espect::network::header
