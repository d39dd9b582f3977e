// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/reader.h"

namespace espect::network::header {

// TaZmen Sniffer Protocol: version, type, encapsulated protocol, then tags until one says end.
Inside tzsp(Bytes bytes) {
  constexpr std::uint8_t version_1 = 1, received = 0, for_transmit = 1;
  constexpr std::uint8_t padding = 0, end = 1;
  Reader in(bytes);
  const auto version = in.number<std::uint8_t>("version");
  const auto type = in.number<std::uint8_t>("type");
  const auto protocol = in.number<std::uint16_t>("encapsulated protocol");
  if (version != version_1 || (type != received && type != for_transmit)) return {};
  for (std::uint8_t tag = padding; in.ok() && tag != end;) {
    tag = in.number<std::uint8_t>("tag");
    if (tag != padding && tag != end) in.take(in.number<std::uint8_t>("length"), "tag data");
  }
  if (!in.ok()) return {};
  switch (protocol) {
    case 1:
      return header_at(ethernet, in.peek());
    case 18:
      return header_at(ieee80211, in.peek());
    case 119:
      return header_at(prism, in.peek());
    case 127:
      return header_at(avs, in.peek());
    default:
      return closed("TZSP of an unknown protocol");
  }
}

}  // namespace espect::network::header
