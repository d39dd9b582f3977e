// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/udp.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"

namespace espect::ip {
namespace {

constexpr std::size_t marker_octets = 4;
constexpr std::size_t ike_header_octets = 28;

bool starts_with_marker(Bytes data) {
  return data.size() >= marker_octets && load_be<std::uint32_t>(data.data()) == 0;
}

bool has_ike_version(Bytes message) {
  return message.size() >= ike_header_octets &&
         (message[17] == 0x20 || message[17] == 0x10 || message[17] == 0x11);
}

// Some senders put the marker on port 500 too, where it would be the first half of the SPI. A
// message whose own length field fits without the marker has none.
bool stray_marker(const Udp& udp) {
  const Bytes data = udp.data;
  if (!starts_with_marker(data) || !has_ike_version(data.subspan(marker_octets))) return false;
  return !has_ike_version(data) || load_be<std::uint32_t>(data.data() + 24) != udp.data_octets;
}

}  // namespace

Ports ports_at(const std::uint8_t* header) {
  return {load_be<std::uint16_t>(header), load_be<std::uint16_t>(header + 2)};
}

std::optional<Udp> read_udp(Bytes payload, std::uint32_t missing) {
  if (payload.size() < udp_header_octets) return std::nullopt;
  Udp udp;
  udp.ports = ports_at(payload.data());
  const std::uint32_t available = static_cast<std::uint32_t>(payload.size()) + missing;
  const std::uint32_t length = load_be<std::uint16_t>(payload.data() + 4);
  if (length != 0 && length < udp_header_octets) {
    udp.malformed = true;
    return udp;
  }
  udp.malformed = length > available;
  const std::uint32_t used = length == 0 ? available : std::min(length, available);
  udp.data_octets = used - udp_header_octets;
  udp.data = payload.subspan(udp_header_octets);
  udp.data = udp.data.first(std::min<std::size_t>(udp.data.size(), udp.data_octets));
  return udp;
}

std::optional<Content> ipsec_content(const Udp& udp) {
  const Bytes data = udp.data;
  if (data.empty()) return std::nullopt;
  // Early NAT traversal drafts sent keepalives on port 500 too.
  if (udp.data_octets == 1 && data[0] == 0xff) return Keepalive{};
  if (!udp.ports.nat_traversal()) {
    const bool marker = stray_marker(udp);
    return Ike{data.subspan(marker ? marker_octets : 0), marker};
  }
  if (starts_with_marker(data)) {
    if (data.size() == marker_octets) return std::nullopt;
    return Ike{data.subspan(marker_octets), true};
  }
  if (data.size() < 8) return std::nullopt;
  return Esp{data, load_be<std::uint32_t>(data.data()), load_be<std::uint32_t>(data.data() + 4)};
}

Carried carried_in(Ports ports, Bytes data) {
  if (!ports.ipsec()) return Carried::unknown;
  if (!ports.nat_traversal()) return Carried::ike;
  if (data.size() < marker_octets) return Carried::unknown;
  return starts_with_marker(data) ? Carried::ike : Carried::esp;
}

}  // namespace espect::ip
