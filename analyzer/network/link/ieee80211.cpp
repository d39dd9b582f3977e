// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/endian.h"

namespace espect::network {

// IEEE 802.11-2020 section 9.2: only frames of data carry anything, behind LLC.
Inside header::ieee80211(Bytes frame) {
  constexpr std::uint8_t data = 2, no_data = 0x4, quality_of_service = 0x8;
  constexpr std::uint8_t to_ds = 0x01, from_ds = 0x02, more_fragments = 0x04, is_protected = 0x40,
                         order = 0x80;
  constexpr std::uint8_t aggregate = 0x80;
  if (frame.size() < 24) return {};
  const unsigned type = (frame[0] >> 2) & 3U, subtype = frame[0] >> 4;
  if (type != data || (subtype & no_data) != 0) return {};
  const std::uint8_t flags = frame[1];
  if ((flags & is_protected) != 0) return closed("encrypted 802.11");
  if ((flags & more_fragments) != 0 || (frame[22] & 0x0f) != 0)
    return closed("fragments of 802.11");
  std::size_t octets = 24;
  if ((flags & to_ds) != 0 && (flags & from_ds) != 0) octets += 6;
  if ((subtype & quality_of_service) != 0) {
    if (frame.size() < octets + 2) return {};
    if ((frame[octets] & aggregate) != 0) return closed("aggregated 802.11 (A-MSDU)");
    octets += (flags & order) != 0 ? 6 : 2;
  }
  return behind(octets, frame, llc);
}

}  // namespace espect::network
