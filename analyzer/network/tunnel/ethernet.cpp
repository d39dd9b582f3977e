// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

namespace espect::network {

// IEEE 802.3: up to 1,500 the type is a length, and LLC follows.
Inside header::ethernet(Bytes frame) {
  if (frame.size() < 14) return {};
  const auto type = load_be<std::uint16_t>(frame.data() + 12);
  if (type <= 1500) return header_at(llc, frame.subspan(14));
  return by_ethertype(type, frame.subspan(14));
}

}  // namespace espect::network
