// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/ah_icv.h"

#include <algorithm>

#include "ipsec/ip/headers.h"
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

// RFC 6275 section 11.3.2: the ICV covers the packet as if it came from the home address.
void swap_home_address(Octets& header, std::size_t option_data) {
  std::swap_ranges(header.begin() + 8, header.begin() + 24,
                   header.begin() + static_cast<std::ptrdiff_t>(option_data));
}

// Options whose third-highest bit says that they may change (RFC 8200 section 4.2).
bool mute_v6_options(Octets& header, std::size_t first, std::size_t end) {
  constexpr std::uint8_t home_address = 201;
  for (std::size_t at = first; at < end;) {
    if (header[at] == 0) {  // Pad1
      ++at;
      continue;
    }
    if (at + 2 > end || at + 2 + header[at + 1] > end) return false;
    if ((header[at] & 0x20) != 0) std::fill_n(&header[at + 2], header[at + 1], std::uint8_t{0});
    if (header[at] == home_address && header[at + 1] == 16) swap_home_address(header, at + 2);
    at += 2U + header[at + 1];
  }
  return true;
}

// RFC 4302 appendix A2: a Routing header as it will be at its last hop, of type 0, and of type 2
// (RFC 6275 section 6.4). What others will be is not defined for AH (for a Segment Routing header
// RFC 8754 section 7.5 says so), so they must be at their last hop already.
bool finish_v6_route(Octets& header, std::size_t at, std::size_t octets) {
  const std::uint8_t type = header[at + 2];
  std::uint8_t& left = header[at + 3];
  if (left == 0) return true;
  const std::size_t addresses = (octets - 8) / 16;
  if ((type != 0 && type != 2) || left > addresses) return false;
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
void drop_fragment_header(Octets& header, const ip::HeaderPlace& place) {
  header[place.named_at] = header[place.at];
  const auto at = header.begin() + static_cast<std::ptrdiff_t>(place.at);
  header.erase(at, at + ip::fragment_header_octets);
}

// The header that stands at `place` and is `octets` long, as the ICV covers it.
bool mute_v6_extension(Octets& header, const ip::HeaderPlace& place, std::size_t octets) {
  switch (place.protocol) {
    case ip::protocol::hop_by_hop:
    case ip::protocol::destination_options:
      return mute_v6_options(header, place.at + 2, place.at + octets);
    case ip::protocol::routing:
      return finish_v6_route(header, place.at, octets);
    default:  // Mobility, HIP, Shim6: nothing in them changes on the way
      return ip::is_extension_header(place.protocol);
  }
}

bool mute_v6(Octets& header, std::size_t payload_octets) {
  if (header.size() < ip::ip6_header_octets) return false;
  header[0] = 0x60;  // traffic class and flow label
  header[1] = header[2] = header[3] = 0;
  header[7] = 0;  // Hop Limit
  for (auto place = ip::first_header(header); place.at < header.size();) {
    const Bytes extension = ip::header_at(header, place);
    if (extension.empty()) return false;
    if (place.protocol == ip::protocol::fragment) {
      drop_fragment_header(header, place);
      place.protocol = header[place.named_at];
      continue;
    }
    if (!mute_v6_extension(header, place, extension.size())) return false;
    place = ip::behind(place, extension);
  }
  store16(header, 4, header.size() - ip::ip6_header_octets + payload_octets);
  return true;
}

}  // namespace

std::vector<std::uint8_t> header_for_icv(Bytes ip_header, std::size_t payload_octets) {
  Octets header(ip_header.begin(), ip_header.end());
  if (header.size() < ip::ip4_header_octets) return {};
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
