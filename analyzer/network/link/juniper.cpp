// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/reader.h"

namespace espect::network::header {

Inside frame_relay(Bytes frame);

namespace {

// Junos, `monitor traffic`: the magic number MGC, flags, with a flag set extensions behind their
// length. Without a link header the protocol follows, in the byte order of the router.
Inside juniper(Bytes frame, HeaderReader link) {
  constexpr std::uint32_t magic = 0x4d4743;
  constexpr std::uint8_t without_link = 0x02, with_extensions = 0x80;
  constexpr std::uint32_t proto_ip4 = 2, proto_mpls_ip4 = 3, proto_ip6 = 6, proto_mpls_ip6 = 7;
  Reader in(frame);
  const auto start = in.number<std::uint32_t>("magic and flags");
  if (start >> 8 != magic) return {};
  if ((start & with_extensions) != 0)
    in.take(in.number<std::uint16_t>("length of extensions"), "extensions");
  if ((start & without_link) == 0) return in.ok() ? header_at(link, in.peek()) : Inside{};
  const Bytes protocol = in.take(4, "protocol");
  if (!in.ok()) return {};
  switch (load_le<std::uint32_t>(protocol.data())) {
    case proto_ip4:
    case proto_mpls_ip4:
      return ip4_at(in.peek());
    case proto_ip6:
    case proto_mpls_ip6:
      return ip6_at(in.peek());
    default:
      return looks_like_ip(in.peek()) ? ip_at(in.peek()) : Inside{};
  }
}

}  // namespace

Inside juniper_ethernet(Bytes frame) {
  return juniper(frame, ethernet);
}

Inside juniper_ppp(Bytes frame) {
  return juniper(frame, ppp);
}

Inside juniper_c_hdlc(Bytes frame) {
  return juniper(frame, c_hdlc);
}

Inside juniper_frame_relay(Bytes frame) {
  return juniper(frame, frame_relay);
}

}  // namespace espect::network::header
