// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

// Ethernet with what a switch of Linux' DSA puts into it, as captures on its own port have it.
namespace espect::network::header {
namespace {

constexpr std::size_t addresses = 12;

// A tag of so many octets between the addresses and the type.
Inside behind_tag(std::size_t octets, Bytes frame) {
  const std::size_t at = addresses + octets;
  if (frame.size() < at + 2) return {};
  const auto type = load_be<std::uint16_t>(frame.data() + at);
  const Bytes rest = frame.subspan(at + 2);
  constexpr std::uint16_t longest_length = 1500;
  return type <= longest_length ? header_at(llc, rest) : by_ethertype(type, rest);
}

}  // namespace

// Broadcom: 4 octets. Marvell's DSA: 4, and EtherType DSA with two more octets before them.
Inside dsa_brcm(Bytes frame) {
  return behind_tag(4, frame);
}
Inside dsa_marvell(Bytes frame) {
  return behind_tag(4, frame);
}
Inside dsa_marvell_typed(Bytes frame) {
  return behind_tag(8, frame);
}
Inside dsa_brcm_prepended(Bytes frame) {
  return behind(4, frame, ethernet);
}

}  // namespace espect::network::header
