// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/reader.h"

namespace espect::network::header {
namespace {

constexpr std::uint16_t control = 0x8000, with_length = 0x4000, with_sequence = 0x0800,
                        with_offset = 0x0200, version_mask = 0x000f;

// RFC 2661 section 3.1.
Inside version_2(Bytes bytes) {
  Reader in(bytes);
  const auto flags = in.number<std::uint16_t>("flags");
  if ((flags & with_length) != 0) in.take(2, "length");
  in.take(4, "tunnel and session");
  if ((flags & with_sequence) != 0) in.take(4, "sequence numbers");
  if ((flags & with_offset) != 0)
    in.take(in.number<std::uint16_t>("offset size"), "offset padding");
  return in.ok() ? header_at(ppp, in.peek()) : Inside{};
}

bool leads_to_ip(Inside inside) {
  for (int headers = 0; inside.next != nullptr && headers < 4; ++headers)
    inside = inside.next(inside.bytes);
  return inside.network != Network::none && looks_like_ip(inside.bytes);
}

// RFC 3931 section 4.1: behind the session a cookie of 0, 4 or 8 octets and a sublayer of 0 or 4,
// which only the control connection tells. What leads to an IP packet whose length or checksum
// fits is right.
Inside version_3(Bytes behind_session) {
  for (const std::size_t octets : {0U, 4U, 8U, 12U})
    for (const auto reader : {ethernet, ppp, c_hdlc, raw_ip}) {
      if (behind_session.size() < octets) continue;
      const Inside inside = header_at(reader, behind_session.subspan(octets));
      if (leads_to_ip(inside)) return inside;
    }
  return closed("L2TPv3");
}

}  // namespace

Inside l2tp_in_udp(Bytes bytes) {
  if (bytes.size() < 8) return {};
  const auto flags = load_be<std::uint16_t>(bytes.data());
  if ((flags & control) != 0) return {};
  switch (flags & version_mask) {
    case 2:
      return version_2(bytes);
    case 3:
      return version_3(bytes.subspan(8));
    default:
      return {};
  }
}

// RFC 3931 section 4.1.1: session 0 is the control connection.
Inside l2tp_in_ip(Bytes bytes) {
  if (bytes.size() < 4 || load_be<std::uint32_t>(bytes.data()) == 0) return {};
  return version_3(bytes.subspan(4));
}

}  // namespace espect::network::header
