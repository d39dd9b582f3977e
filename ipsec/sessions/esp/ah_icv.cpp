// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/ah_icv.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/wire/esp/ah.h"
#include "ipsec/wire/walker.h"

namespace espect::sessions {
namespace {

using Octets = std::vector<std::uint8_t>;

void store16(Octets& header, std::size_t at, std::size_t value) {
  header[at] = static_cast<std::uint8_t>(value >> 8);
  header[at + 1] = static_cast<std::uint8_t>(value);
}

// RFC 4302 appendix A1: the options that do not change on the way.
bool immutable_v4_option(std::uint8_t type) {
  constexpr std::uint8_t immutable[] = {130, 133, 134, 148, 149};
  return std::ranges::count(immutable, type) > 0;
}

bool is_source_route(std::uint8_t type) {
  return type == 131 || type == 137;
}

bool mute_v4_options(Octets& header) {
  for (std::size_t at = 20; at < header.size();) {
    const std::uint8_t type = header[at];
    if (type == 0) return true;
    if (type == 1) {
      ++at;
      continue;
    }
    if (at + 1 >= header.size()) return false;
    const std::size_t length = header[at + 1];
    if (length < 2 || at + length > header.size()) return false;
    // The receiver's view of the destination is the last address of the route.
    if (is_source_route(type) && length >= 7 && header[at + 2] < length)
      std::copy_n(&header[at + length - 4], 4, &header[16]);
    if (!immutable_v4_option(type)) std::fill_n(&header[at], length, std::uint8_t{0});
    at += length;
  }
  return true;
}

bool mute_v4(Octets& header, std::size_t payload_octets) {
  const std::size_t length = (header[0] & 0x0fU) * 4U;
  if (length < 20 || length != header.size()) return false;
  header[1] = 0;                                       // DSCP and ECN
  store16(header, 2, header.size() + payload_octets);  // as one packet, whatever carried it
  store16(header, 6, 0);                               // flags and offset
  header[8] = 0;                                       // TTL
  store16(header, 10, 0);
  return mute_v4_options(header);
}

// Options whose third-highest bit says that they may change (RFC 8200 section 4.2).
bool mute_v6_options(Octets& header, std::size_t first, std::size_t end) {
  for (std::size_t at = first; at < end;) {
    if (header[at] == 0) {  // Pad1
      ++at;
      continue;
    }
    if (at + 2 > end || at + 2 + header[at + 1] > end) return false;
    if ((header[at] & 0x20) != 0) std::fill_n(&header[at + 2], header[at + 1], std::uint8_t{0});
    at += 2U + header[at + 1];
  }
  return true;
}

// RFC 4302 appendix A2: a type 0 Routing header as it will be at its last hop.
bool finish_v6_route(Octets& header, std::size_t at, std::size_t octets) {
  const std::uint8_t type = header[at + 2];
  std::uint8_t& left = header[at + 3];
  if (type != 0 || left == 0) return true;
  const std::size_t addresses = (octets - 8) / 16;
  if (left > addresses) return false;
  Octets route(header.begin() + 24, header.begin() + 40);
  const std::size_t first = at + 8 + (addresses - left) * 16;
  const std::size_t end = at + 8 + addresses * 16;
  route.insert(route.end(), header.begin() + static_cast<std::ptrdiff_t>(first),
               header.begin() + static_cast<std::ptrdiff_t>(end));
  std::copy_n(route.end() - 16, 16, header.begin() + 24);
  std::copy_n(route.begin(), end - first, header.begin() + static_cast<std::ptrdiff_t>(first));
  left = 0;
  return true;
}

// Takes the Fragment header out: the ICV was made before the packet was fragmented.
void drop_fragment_header(Octets& header, std::size_t next_header_at, std::size_t at) {
  header[next_header_at] = header[at];
  header.erase(header.begin() + static_cast<std::ptrdiff_t>(at),
               header.begin() + static_cast<std::ptrdiff_t>(at) + 8);
}

bool mute_v6(Octets& header, std::size_t payload_octets) {
  constexpr std::uint8_t hop_by_hop = 0, routing = 43, fragment = 44, destination_options = 60;
  if (header.size() < 40) return false;
  header[0] = 0x60;  // traffic class and flow label
  header[1] = header[2] = header[3] = 0;
  header[7] = 0;  // Hop Limit
  std::size_t next_header_at = 6;
  for (std::size_t at = 40; at < header.size();) {
    const std::uint8_t type = header[next_header_at];
    if (at + 8 > header.size()) return false;
    if (type == fragment) {
      drop_fragment_header(header, next_header_at, at);
      continue;
    }
    const std::size_t octets = (header[at + 1] + std::size_t{1}) * 8;
    if (at + octets > header.size()) return false;
    if (type == hop_by_hop || type == destination_options) {
      if (!mute_v6_options(header, at + 2, at + octets)) return false;
    } else if (type == routing) {
      if (!finish_v6_route(header, at, octets)) return false;
    } else {
      return false;
    }
    next_header_at = at;
    at += octets;
  }
  store16(header, 4, header.size() - 40 + payload_octets);
  return true;
}

}  // namespace

std::vector<std::uint8_t> header_for_icv(Bytes ip_header, std::size_t payload_octets) {
  Octets header(ip_header.begin(), ip_header.end());
  if (header.size() < 20) return {};
  const bool v4 = header[0] >> 4 == 4;
  const bool muted = v4 ? mute_v4(header, payload_octets) : mute_v6(header, payload_octets);
  return muted ? header : Octets{};
}

bool ah_icv_verifies(crypto::Mac& mac, const Ah& ah, std::optional<std::uint32_t> high,
                     bool vpn_id) {
  const Bytes packet = ah.header_and_payload;
  Reader in(packet);
  const auto header = wire::decode<wire::esp::AhHeader>(in);
  const std::size_t extra = vpn_id ? 4 : 0;
  const std::size_t icv_octets = extra + mac.iv_octets() + mac.icv_octets();
  if (!in.ok() || header.icv.size() < icv_octets) return false;
  const auto ip = header_for_icv(ah.ip_header, packet.size());
  if (ip.empty()) return false;

  // The IV of GMAC stays in front of the ICV (RFC 4543 section 3.4); the ICV itself is zeroed.
  const Bytes iv = header.icv.subspan(extra, mac.iv_octets());
  const Bytes icv = header.icv.subspan(extra + mac.iv_octets(), mac.icv_octets());
  const Octets zeros(icv.size());
  const std::size_t before = wire::esp::AhHeader::fixed_octets + extra + iv.size();
  const Bytes rest = packet.subspan(before + icv.size());
  Octets appended;
  if (high)
    for (int shift = 24; shift >= 0; shift -= 8)
      appended.push_back(static_cast<std::uint8_t>(*high >> shift));
  return mac.verify({ip, packet.first(before), zeros, rest, appended}, icv, iv);
}

}  // namespace espect::sessions
