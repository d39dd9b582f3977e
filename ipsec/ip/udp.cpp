// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/udp.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"

namespace espect::ip {
namespace {

constexpr std::size_t ike_header_octets = 28;

bool starts_with_marker(Bytes data) {
  return data.size() >= non_esp_marker_octets && load_be<std::uint32_t>(data.data()) == 0;
}

bool has_ike_version(Bytes message) {
  return message.size() >= ike_header_octets &&
         (message[17] == 0x20 || message[17] == 0x10 || message[17] == 0x11);
}

// Some senders put the marker on port 500 too, where it would be the first half of the SPI. A
// message whose own length field fits without the marker has none.
bool stray_marker(const Udp& udp) {
  const Bytes data = udp.data;
  if (!starts_with_marker(data) || !has_ike_version(data.subspan(non_esp_marker_octets)))
    return false;
  return !has_ike_version(data) || load_be<std::uint32_t>(data.data() + 24) != udp.data_octets;
}

// RFC 7296 section 3.1: payloads 33 to 54, exchanges 34 to 44 with assigned room after them, three
// flags. RFC 2408 section 3.1: payloads 1 to 21 and 130 on, exchanges 1 to 6 and 32 to 34.
bool fields_of_ike(Bytes header) {
  const std::uint8_t payload = header[16], exchange = header[18], flags = header[19];
  if (header[17] >> 4 == 2)
    return payload >= 33 && payload <= 63 && exchange >= 34 && exchange <= 63 &&
           (flags & 0xc7) == 0;
  return header[17] == 0x10 && (payload <= 21 || (payload >= 130 && payload <= 132)) &&
         payload != 0 && ((exchange >= 1 && exchange <= 6) || (exchange >= 32 && exchange <= 34)) &&
         (flags & 0xf8) == 0;
}

bool is_whole_ike(Bytes message, std::uint32_t octets) {
  return message.size() >= ike_header_octets &&
         load_be<std::uint32_t>(message.data() + 24) == octets &&
         load_be<std::uint64_t>(message.data()) != 0 && fields_of_ike(message);
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

std::optional<Content> ipsec_content(const Udp& udp, PortKind kind) {
  if (kind == PortKind::other) return std::nullopt;
  const Bytes data = udp.data;
  if (data.empty()) return std::nullopt;
  // Early NAT traversal drafts sent keepalives on port 500 too.
  if (udp.data_octets == 1 && data[0] == 0xff) return Keepalive{};
  if (kind == PortKind::ike) {
    const bool marker = stray_marker(udp);
    return Ike{data.subspan(marker ? non_esp_marker_octets : 0), marker};
  }
  if (starts_with_marker(data)) {
    if (data.size() == non_esp_marker_octets) return std::nullopt;
    return Ike{data.subspan(non_esp_marker_octets), true};
  }
  if (data.size() < 8) return std::nullopt;
  return Esp{data, load_be<std::uint32_t>(data.data()), load_be<std::uint32_t>(data.data() + 4)};
}

PortKind recognised_ike(const Udp& udp) {
  if (is_whole_ike(udp.data, udp.data_octets)) return PortKind::ike;
  if (!starts_with_marker(udp.data) || udp.data_octets < non_esp_marker_octets)
    return PortKind::other;
  return is_whole_ike(udp.data.subspan(non_esp_marker_octets),
                      udp.data_octets - static_cast<std::uint32_t>(non_esp_marker_octets))
             ? PortKind::nat_traversal
             : PortKind::other;
}

Carried carried_in(PortKind kind, Bytes data) {
  if (kind == PortKind::other) return Carried::unknown;
  if (kind == PortKind::ike) return Carried::ike;
  if (data.size() < non_esp_marker_octets) return Carried::unknown;
  return starts_with_marker(data) ? Carried::ike : Carried::esp;
}

}  // namespace espect::ip
