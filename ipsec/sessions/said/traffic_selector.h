// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ipsec/datagram/address.h"
#include "ipsec/wire/ike/traffic_selector.h"

namespace espect::sessions {

// A traffic selector that outlives its packet, RFC 7296 section 3.13.1.
struct TrafficSelector {
  registry::TrafficSelectorType type;
  std::uint8_t ip_protocol = 0;  // 0 = any
  std::uint16_t start_port = 0;  // ICMP: type and code; start > end = OPAQUE
  std::uint16_t end_port = 0;
  Address start;
  Address end;
  std::optional<std::uint32_t> vpn_id;  // of a range that has one
  std::vector<std::uint32_t> vpn_ids;   // of TS_VPN_ID
  std::vector<std::uint8_t> dscp;       // of TS_DSCP, as on the wire
  std::vector<std::uint8_t> data;       // of types that nobody knows
  friend bool operator==(const TrafficSelector&, const TrafficSelector&) = default;

  bool is(std::uint8_t wanted) const { return type.means(wanted); }
  bool is_address_range() const;
  bool contains(const Address& address) const;
};

// VPN-IDs that selectors list, in their order.
std::vector<std::uint32_t> vpn_ids_in(const std::vector<TrafficSelector>& selectors);

std::vector<TrafficSelector> selectors_of(const wire::ike::TrafficSelectors& payload);

// "192.168.1.0/24", "10.0.0.1-10.0.0.9", "192.168.1.0/24[udp/500]", "TS_FC_ADDR_RANGE 0a0b".
std::string to_text(const TrafficSelector& selector);
std::string to_text(const std::vector<TrafficSelector>& selectors);

}  // namespace espect::sessions
