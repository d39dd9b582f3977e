// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <vector>

#include "ipsec/rules/policy/inner_header.h"
#include "ipsec/sessions/said/traffic_selector.h"

// Whether a packet fits traffic selectors (RFC 4301 section 4.4.1.1).
namespace espect::rules {

// One end of the packet, its source or its destination. A selector that is no range of addresses
// covers nothing.
inline bool covers(const sessions::TrafficSelector& selector, const InnerHeader& packet,
                   bool source) {
  if (!selector.is_address_range()) return false;
  const auto& address = source ? packet.source : packet.destination;
  if (packet.with_addresses && !selector.contains(address)) return false;
  if (selector.ip_protocol != 0 && selector.ip_protocol != packet.protocol) return false;
  if (selector.start_port == 0 && selector.end_port == 0xffff) return true;
  // A fragment without ports is judged by its first fragment.
  if (!packet.with_ports) return true;
  const auto port = source ? packet.source_port : packet.destination_port;
  return selector.start_port <= port && port <= selector.end_port;
}

inline bool covers(const std::vector<sessions::TrafficSelector>& selectors,
                   const InnerHeader& packet, bool source) {
  return std::ranges::any_of(
      selectors, [&](const auto& selector) { return covers(selector, packet, source); });
}

}  // namespace espect::rules
