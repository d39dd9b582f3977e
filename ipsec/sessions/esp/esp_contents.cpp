// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_contents.h"

#include "ipsec/ip/headers.h"

namespace espect::sessions {

std::optional<EspContents> esp_contents_of(Bytes plaintext) {
  if (plaintext.size() < 2) return std::nullopt;
  const std::size_t pad_length = plaintext[plaintext.size() - 2];
  if (pad_length + 2 > plaintext.size()) return std::nullopt;
  EspContents contents;
  contents.next_header = plaintext.back();
  contents.payload = plaintext.first(plaintext.size() - 2 - pad_length);
  contents.padding = plaintext.subspan(contents.payload.size(), pad_length);
  const auto inner = ip::protocol::is_ip(contents.next_header) ? ip::packet_octets(contents.payload)
                                                               : std::nullopt;
  if (inner && *inner < contents.payload.size()) {
    contents.tfc_octets = static_cast<std::uint32_t>(contents.payload.size() - *inner);
    contents.payload = contents.payload.first(*inner);
  }
  return contents;
}

}  // namespace espect::sessions
