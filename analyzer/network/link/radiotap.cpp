// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/endian.h"

// What is known about the radio, before a frame of 802.11.
namespace espect::network {
namespace {

// Radiotap's field Flags; it stands first or behind TSFT, which is aligned to 8 octets.
std::uint8_t radiotap_flags(Bytes header) {
  constexpr std::uint32_t with_time = 0x1, with_flags = 0x2, more_bitmaps = 0x80000000;
  const auto present = load_le<std::uint32_t>(header.data() + 4);
  if ((present & with_flags) == 0) return 0;
  std::size_t at = 8;
  for (auto bitmap = present; (bitmap & more_bitmaps) != 0; at += 4) {
    if (at + 4 > header.size()) return 0;
    bitmap = load_le<std::uint32_t>(header.data() + at);
  }
  if ((present & with_time) != 0) at = (at + 7) / 8 * 8 + 8;
  return at < header.size() ? header[at] : 0;
}

// Some drivers pad the header of 802.11 to a multiple of 4 octets.
Inside padded_ieee80211(Bytes frame) {
  const Inside inside = header::ieee80211(frame);
  if (inside.next == nullptr) return inside;
  const std::size_t header = frame.size() - inside.bytes.size();
  return behind((4 - header % 4) % 4, inside.bytes, inside.next);
}

}  // namespace

Inside header::radiotap(Bytes frame) {
  constexpr std::uint8_t data_padding = 0x20;
  if (frame.size() < 8) return {};
  const std::size_t octets = load_le<std::uint16_t>(frame.data() + 2);
  if (octets < 8 || octets > frame.size()) return {};
  const bool padded = (radiotap_flags(frame.first(octets)) & data_padding) != 0;
  return behind(octets, frame, padded ? padded_ieee80211 : ieee80211);
}

// 144 octets; drivers that write the AVS header instead use the same type.
Inside header::prism(Bytes frame) {
  constexpr std::uint32_t avs_magic = 0x80211000;
  if (frame.size() < 8) return {};
  if ((load_be<std::uint32_t>(frame.data()) & 0xfffff000U) == avs_magic)
    return header_at(avs, frame);
  return behind(144, frame, ieee80211);
}

// Its second word is its length.
Inside header::avs(Bytes frame) {
  if (frame.size() < 8) return {};
  const auto octets = load_be<std::uint32_t>(frame.data() + 4);
  return octets < 8 ? Inside{} : behind(octets, frame, ieee80211);
}

}  // namespace espect::network
