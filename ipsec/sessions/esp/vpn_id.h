// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/wire/ike/extensions/vpn_id.h"

// Where a packet of a shared SA says to which VPN it belongs; experimental profile section 2.
namespace espect::sessions {

struct ChildSa;

// How the octets behind the sequence number are meant, decided by the ICV.
enum class VpnIdField : std::uint8_t {
  none,
  covered,      // a VPN-ID that the ICV covers
  not_covered,  // one that it does not
};

struct VpnIdCounters {
  std::uint64_t packets = 0;
  std::uint64_t left_of_window = 0;
};
using VpnIds = std::map<std::uint32_t, VpnIdCounters>;

// The VPN-ID of a packet as bits of its SPI or flow label or as an option of its outer header. By
// what `child` negotiated, else by the readings of the profile; nothing without either. Both may be
// null.
struct VpnIdReading {
  std::uint8_t mode = 0;  // of wire::ike::VpnIdMode
  std::uint32_t id = 0;
};
std::optional<VpnIdReading> read_vpn_id(const Datagram& datagram, std::uint32_t spi,
                                        const ChildSa* child,
                                        const registry::ExperimentalProfile* profile);

// Of the destination option of that type in the extension headers of an IPv6 header
// (Datagram::extension_headers). Nothing of an empty one.
std::optional<std::uint32_t> vpn_id_option(Bytes ipv6_header,
                                           const registry::ExperimentalProfile* profile = nullptr);

}  // namespace espect::sessions
