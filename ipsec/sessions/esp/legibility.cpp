// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/legibility.h"

#include <algorithm>
#include <array>

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/checksum.h"
#include "ipsec/ip/headers.h"
#include "ipsec/sessions/esp/esp_contents.h"

namespace espect::sessions {
namespace {

namespace protocol = ip::protocol;
constexpr unsigned next_header_bits = 8, length_bits = 16, checksum_bits = 16;
constexpr unsigned most_padding_bits = 32;

bool counts_up(Bytes padding) {
  for (std::size_t i = 0; i < padding.size(); ++i)
    if (padding[i] != i + 1) return false;
  return true;
}

// Of a payload whose pseudo-header sums up to `pseudo`, where there is one.
unsigned upper_layer_bits(std::uint8_t next_header, Bytes payload, std::uint32_t pseudo) {
  const bool with_addresses = pseudo != 0;
  if (with_addresses) pseudo += next_header + static_cast<std::uint32_t>(payload.size());
  switch (next_header) {
    case protocol::udp: {
      if (payload.size() < 8 || load_be<std::uint16_t>(payload.data() + 4) != payload.size())
        return 0;
      const bool summed = load_be<std::uint16_t>(payload.data() + 6) != 0;
      const bool fits =
          with_addresses && summed && ip::checksum_fits(ip::add_words(pseudo, payload));
      return length_bits + (fits ? checksum_bits : 0);
    }
    case protocol::tcp: {
      const std::size_t header = payload.size() < 20 ? 0 : (payload[12] >> 4) * std::size_t{4};
      if (header < 20 || header > payload.size()) return 0;
      return with_addresses && ip::checksum_fits(ip::add_words(pseudo, payload)) ? checksum_bits
                                                                                 : 0;
    }
    case protocol::icmp:
      return payload.size() >= 8 && ip::checksum_fits(ip::add_words(0, payload)) ? checksum_bits
                                                                                 : 0;
    case protocol::icmp6:
      return with_addresses && payload.size() >= 8 &&
                     ip::checksum_fits(ip::add_words(pseudo, payload))
                 ? checksum_bits
                 : 0;
    default:
      return 0;
  }
}

unsigned ipv4_bits(Bytes packet) {
  const std::size_t header = packet.size() < 20 ? 0 : (packet[0] & 15) * std::size_t{4};
  if (header < 20 || packet[0] >> 4 != 4 || header > packet.size() ||
      load_be<std::uint16_t>(packet.data() + 2) != packet.size() ||
      !ip::checksum_fits(ip::add_words(0, packet.first(header))))
    return 0;
  const bool fragment = (load_be<std::uint16_t>(packet.data() + 6) & 0x3fff) != 0;
  const auto upper = fragment ? 0
                              : upper_layer_bits(packet[9], packet.subspan(header),
                                                 ip::add_words(0, packet.subspan(12, 8)));
  return next_header_bits + length_bits + checksum_bits + upper;
}

unsigned ipv6_bits(Bytes packet) {
  constexpr unsigned version_bits = 4;
  if (packet.size() < 40 || packet[0] >> 4 != 6 ||
      load_be<std::uint16_t>(packet.data() + 4) + std::size_t{40} != packet.size())
    return 0;
  return version_bits + length_bits +
         upper_layer_bits(packet[6], packet.subspan(40), ip::add_words(0, packet.subspan(8, 32)));
}

// Next headers that tunnels and hosts put into ESP.
constexpr std::uint8_t used_next_headers[] = {
    0,  1,  2,  4,  6,   17,  33,  41,  43,  44,  46,  47,  50,  51,  58,  59, 60,
    88, 89, 94, 97, 103, 108, 112, 115, 132, 135, 136, 137, 139, 140, 143, 144};

// Asked of every packet that is opened.
constexpr auto by_next_header = [] {
  std::array<bool, 256> table{};
  for (const auto next_header : used_next_headers) table[next_header] = true;
  return table;
}();

bool in_use(std::uint8_t next_header) {
  return by_next_header[next_header];
}

}  // namespace

unsigned legible_bits(Bytes plaintext) {
  const auto contents = esp_contents_of(plaintext);
  if (!contents || !in_use(contents->next_header)) return 0;
  unsigned bits = next_header_bits;
  if (!contents->padding.empty()) {
    if (!counts_up(contents->padding)) return 0;
    bits += std::min(most_padding_bits, 8 * static_cast<unsigned>(contents->padding.size()));
  }
  if (contents->next_header != protocol::ip4 && contents->next_header != protocol::ip6)
    return bits + upper_layer_bits(contents->next_header, contents->payload, 0);
  const auto inside = contents->next_header == protocol::ip4 ? ipv4_bits(contents->payload)
                                                             : ipv6_bits(contents->payload);
  return inside != 0 ? bits + inside : 0;
}

bool may_be_packet(Bytes plaintext) {
  const auto contents = esp_contents_of(plaintext);
  if (!contents) return false;
  const auto& [next_header, payload, padding, tfc_octets] = *contents;
  if (ip::protocol::is_ip(next_header)) {
    const auto octets = ip::packet_octets(payload);
    const unsigned version = payload.empty() ? 0 : payload[0] >> 4;
    return octets && *octets <= payload.size() &&
           version == (next_header == protocol::ip4 ? 4U : 6U);
  }
  const bool written = counts_up(padding) || std::ranges::all_of(padding, [&](std::uint8_t octet) {
                         return octet == padding.front();
                       });
  return written ? in_use(next_header) || padding.size() >= 2 : false;
}

}  // namespace espect::sessions
