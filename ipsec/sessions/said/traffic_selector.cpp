// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/said/traffic_selector.h"

#include <algorithm>
#include <bit>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/tables.h"

namespace espect::sessions {
namespace {

namespace selector_types = registry::traffic_selector_type;

// The length of the prefix that the range is, when it is one.
std::optional<unsigned> prefix_of(const TrafficSelector& selector) {
  const unsigned bits = selector.start.v6 ? 128 : 32;
  unsigned common = 0;
  const auto bit = [](const Address& address, unsigned at) {
    return (address.octets[at / 8] >> (7 - at % 8)) & 1;
  };
  while (common < bits && bit(selector.start, common) == bit(selector.end, common)) ++common;
  for (unsigned at = common; at < bits; ++at)
    if (bit(selector.start, at) != 0 || bit(selector.end, at) != 1) return std::nullopt;
  return common;
}

std::string protocol_name(std::uint8_t ip_protocol) {
  switch (ip_protocol) {
    case 1:
      return "icmp";
    case 6:
      return "tcp";
    case 17:
      return "udp";
    case 58:
      return "ipv6-icmp";
    case 132:
      return "sctp";
    default:
      return fmt::format("{}", ip_protocol);
  }
}

std::string protocol_and_ports(const TrafficSelector& selector) {
  const bool any_port = selector.start_port == 0 && selector.end_port == 0xffff;
  if (selector.ip_protocol == 0 && any_port) return {};
  const auto protocol =
      selector.ip_protocol == 0 ? std::string("any") : protocol_name(selector.ip_protocol);
  if (any_port) return fmt::format("[{}]", protocol);
  if (selector.start_port > selector.end_port) return fmt::format("[{}/opaque]", protocol);
  if (selector.start_port == selector.end_port)
    return fmt::format("[{}/{}]", protocol, selector.start_port);
  return fmt::format("[{}/{}-{}]", protocol, selector.start_port, selector.end_port);
}

}  // namespace

bool TrafficSelector::is_address_range() const {
  return is(selector_types::ts_ipv4_addr_range) || is(selector_types::ts_ipv6_addr_range) ||
         is(selector_types::ts_vpn_ipv4_addr_range) || is(selector_types::ts_vpn_ipv6_addr_range);
}

bool TrafficSelector::contains(const Address& address) const {
  return is_address_range() && address.v6 == start.v6 && start.octets <= address.octets &&
         address.octets <= end.octets;
}

std::vector<std::uint32_t> vpn_ids_in(const std::vector<TrafficSelector>& selectors) {
  std::vector<std::uint32_t> ids;
  for (const auto& selector : selectors) {
    if (selector.vpn_id) ids.push_back(*selector.vpn_id);
    ids.insert(ids.end(), selector.vpn_ids.begin(), selector.vpn_ids.end());
  }
  return ids;
}

std::vector<TrafficSelector> selectors_of(const wire::ike::TrafficSelectors& payload) {
  std::vector<TrafficSelector> selectors;
  for (const auto& on_wire : payload.selectors) {
    TrafficSelector selector;
    selector.type = on_wire.type;
    selector.ip_protocol = on_wire.ip_protocol;
    selector.start_port = on_wire.start_port;
    selector.end_port = on_wire.end_port;
    if (on_wire.ipv4() && on_wire.start_address.size() == 4 && on_wire.end_address.size() == 4) {
      selector.start = Address::v4_from(on_wire.start_address.data());
      selector.end = Address::v4_from(on_wire.end_address.data());
    } else if (on_wire.ipv6() && on_wire.start_address.size() == 16 &&
               on_wire.end_address.size() == 16) {
      selector.start = Address::v6_from(on_wire.start_address.data());
      selector.end = Address::v6_from(on_wire.end_address.data());
    } else {
      selector.data.assign(on_wire.data.begin(), on_wire.data.end());
    }
    if (on_wire.with_vpn_id()) selector.vpn_id = on_wire.vpn_id;
    for (const auto& entry : on_wire.vpn_ids) selector.vpn_ids.push_back(entry.id);
    for (const auto& entry : on_wire.dscp) selector.dscp.push_back(entry.value.value);
    selectors.push_back(std::move(selector));
  }
  return selectors;
}

std::string to_text(const TrafficSelector& selector) {
  if (!selector.is_address_range()) {
    const auto name = selector.type.display_name();
    if (selector.is(selector_types::ts_vpn_id))
      return fmt::format("{} {}", name, fmt::join(selector.vpn_ids, " "));
    if (selector.is(selector_types::ts_dscp))
      return fmt::format("{} {}", name, fmt::join(selector.dscp, " "));
    return fmt::format("{} {}", name, to_hex(selector.data));
  }
  const auto prefix = prefix_of(selector);
  const auto range = prefix ? fmt::format("{}/{}", to_text(selector.start), *prefix)
                            : fmt::format("{}-{}", to_text(selector.start), to_text(selector.end));
  const auto vpn = selector.vpn_id ? fmt::format(" VPN-ID {}", *selector.vpn_id) : std::string();
  return range + protocol_and_ports(selector) + vpn;
}

std::string to_text(const std::vector<TrafficSelector>& selectors) {
  std::string text;
  for (const auto& selector : selectors) text += (text.empty() ? "" : ", ") + to_text(selector);
  return text;
}

}  // namespace espect::sessions
