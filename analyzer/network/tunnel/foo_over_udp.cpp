// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/tunnel/foo_over_udp.h"

#include "analyzer/network/ip_tunnels.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/ip/checksum.h"
#include "ipsec/ip/headers.h"
#include "ipsec/ip/protocol.h"

namespace espect::network {
namespace {

bool is_likely_in_ip6(std::uint8_t next) {
  using namespace ip::protocol;
  return next == esp || next == ah || next == udp || next == tcp || next == icmp6 ||
         next == fragment || is_ip(next) || next == gre;
}

// Many protocols have a 4 in front: every length must fit, and of IPv4 the checksum.
bool is_whole_ip(Bytes data) {
  const auto octets = ip::packet_octets(data);
  if (!octets || *octets != data.size()) return false;
  if (data[0] >> 4 == 6) return data.size() > ip::ip6_header_octets && is_likely_in_ip6(data[6]);
  const std::size_t header = (data[0] & 0x0fU) * std::size_t{4};
  return header >= ip::ip4_header_octets && header <= data.size() &&
         ip::checksum_fits(ip::add_words(0, data.first(header)));
}

// RFC 2784, with a key or without.
bool is_gre_of_whole_ip(Bytes data) {
  constexpr std::uint16_t key = 0x2000;
  if (data.size() < 8) return false;
  const auto flags = load_be<std::uint16_t>(data.data());
  const auto type = load_be<std::uint16_t>(data.data() + 2);
  if ((flags != 0 && flags != key) || (type != 0x0800 && type != 0x86dd)) return false;
  return is_whole_ip(data.subspan(flags == key ? 8 : 4));
}

}  // namespace

Inside foo_over_udp(Bytes data) {
  if (data.size() < ip::ip4_header_octets) return {};
  const unsigned version = data[0] >> 4;
  if (version == 4 || version == 6) return is_whole_ip(data) ? ip_at(data) : Inside{};
  if ((version == 0 || version == 2) && is_gre_of_whole_ip(data))
    return header_at(ip_tunnel(ip::protocol::gre), data);
  return {};
}

}  // namespace espect::network
