// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "samples/make/payloads.h"

// Notifies and selectors of the experimental profile, whose sections are named.
namespace espect::samples {

// Section 2.1: a selector that stands beside the address selectors.
inline Selector vpn_ids(const std::vector<std::uint32_t>& ids) {
  Writer out;
  out.number(registry::traffic_selector_type::ts_vpn_id);
  out.number(std::uint8_t{0});
  out.number(static_cast<std::uint16_t>(4 + 4 * ids.size()));
  for (const auto id : ids) out.number(id);
  return out.release();
}

// Section 2.1, second form: of an address range, for one VPN.
inline Selector vpn_address_range(std::uint32_t id, std::string_view first, std::string_view last) {
  auto range = address_range(first, last);
  const bool v4 = range[0] == registry::traffic_selector_type::ts_ipv4_addr_range;
  constexpr std::size_t addresses_at = 8;
  const auto octets = numbers(id);
  range.insert(range.begin() + addresses_at, octets.begin(), octets.end());
  range[0] = v4 ? registry::traffic_selector_type::ts_vpn_ipv4_addr_range
                : registry::traffic_selector_type::ts_vpn_ipv6_addr_range;
  range[3] = static_cast<std::uint8_t>(range.size());
  return range;
}

// Section 2.2. Mode 1: a field of the ESP or AH header, covered by the ICV.
inline Payload vpn_id_in_header() {
  constexpr std::uint8_t header_field = 1, bits = 32, shift = 0, authenticated = 1;
  return notify(registry::notify::vpn_id_mode, numbers(header_field, bits, shift, authenticated));
}

}  // namespace espect::samples
