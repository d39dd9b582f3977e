// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_contents.h"

#include "ipsec/ip/headers.h"
#include "ipsec/wire/esp/eesp.h"

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

std::optional<EspContents> eesp_contents_of(Bytes plaintext) {
  using wire::esp::EespPayloadInfo;
  if (plaintext.empty()) return std::nullopt;
  EspContents contents;
  if (const unsigned version = plaintext[0] >> 4; version == 4 || version == 6) {
    const auto inner = ip::packet_octets(plaintext);
    if (!inner || *inner > plaintext.size()) return std::nullopt;
    contents.next_header = version == 4 ? ip::protocol::ip4 : ip::protocol::ip6;
    contents.payload = plaintext.first(*inner);
    contents.padding = plaintext.subspan(*inner);
    return contents;
  }
  Reader in(plaintext);
  const auto info = wire::decode<EespPayloadInfo>(in);
  if (!in.ok() || info.zero_and_reserved >> 12 != 0 || info.pad_length > in.left())
    return std::nullopt;
  contents.next_header = info.next_header;
  contents.payload = in.peek().first(in.left() - info.pad_length);
  contents.padding = in.peek().last(info.pad_length);
  return contents;
}

std::optional<EspContents> contents_of(Protocol protocol, Bytes plaintext) {
  return protocol == Protocol::eesp ? eesp_contents_of(plaintext) : esp_contents_of(plaintext);
}

}  // namespace espect::sessions
