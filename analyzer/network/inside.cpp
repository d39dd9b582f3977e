// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/headers.h"

namespace espect::network {
namespace {

// RFC 1071.
bool checksum_right(Bytes ip4_header) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 1 < ip4_header.size(); at += 2)
    sum += load_be<std::uint16_t>(ip4_header.data() + at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

}  // namespace

bool looks_like_ip(Bytes bytes) {
  const auto octets = ip::packet_octets(bytes);
  if (!octets) return false;
  if (bytes[0] >> 4 == 6) return *octets <= bytes.size();
  const std::size_t header = (bytes[0] & 0x0fU) * std::size_t{4};
  if (header < ip::ip4_header_octets || header > bytes.size() || *octets < header) return false;
  return *octets <= bytes.size() || checksum_right(bytes.first(header));
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
