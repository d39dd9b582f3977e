// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/esp_contents.h"

#include "ipsec/bytes/endian.h"

namespace espect::sessions {

std::optional<std::size_t> ip_packet_octets(Bytes octets) {
  if (octets.empty()) return std::nullopt;
  const unsigned version = octets[0] >> 4;
  if (version == 4 && octets.size() >= 20) {
    const std::size_t length = load_be<std::uint16_t>(octets.data() + 2);
    if (length >= 20) return length;
  }
  if (version == 6 && octets.size() >= 40)
    return std::size_t{load_be<std::uint16_t>(octets.data() + 4)} + 40;
  return std::nullopt;
}

std::optional<EspContents> esp_contents_of(Bytes plaintext) {
  if (plaintext.size() < 2) return std::nullopt;
  const std::size_t pad_length = plaintext[plaintext.size() - 2];
  if (pad_length + 2 > plaintext.size()) return std::nullopt;
  EspContents contents;
  contents.next_header = plaintext.back();
  contents.payload = plaintext.first(plaintext.size() - 2 - pad_length);
  contents.padding = plaintext.subspan(contents.payload.size(), pad_length);
  const auto inner =
      is_ip_packet(contents.next_header) ? ip_packet_octets(contents.payload) : std::nullopt;
  if (inner && *inner < contents.payload.size()) {
    contents.tfc_octets = static_cast<std::uint32_t>(contents.payload.size() - *inner);
    contents.payload = contents.payload.first(*inner);
  }
  return contents;
}

}  // namespace espect::sessions
