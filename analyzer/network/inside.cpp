// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/checksum.h"
#include "ipsec/ip/headers.h"

namespace espect::network {

bool looks_like_ip(Bytes bytes) {
  const auto octets = ip::packet_octets(bytes);
  if (!octets) return false;
  if (bytes[0] >> 4 == 6) return *octets <= bytes.size();
  const std::size_t header = (bytes[0] & 0x0fU) * std::size_t{4};
  if (header < ip::ip4_header_octets || header > bytes.size() || *octets < header) return false;
  return *octets <= bytes.size() || ip::checksum_fits(ip::add_words(0, bytes.first(header)));
}

bool looks_like_ethernet_of_ip(Bytes frame) {
  for (std::size_t at = 12; at + 2 < frame.size(); at += 4) {
    const auto type = load_be<std::uint16_t>(frame.data() + at);
    if (type == 0x0800 || type == 0x86dd) return looks_like_ip(frame.subspan(at + 2));
    if (type != 0x8100 && type != 0x88a8) return false;
  }
  return false;
}

Inside header::raw_ip(Bytes bytes) {
  return ip_at(bytes);
}

}  // namespace espect::network
