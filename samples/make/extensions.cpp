// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/extensions.h"

#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::samples {
namespace {

namespace selector_types = registry::traffic_selector_type;
namespace notifies = registry::notify;
using wire::encode;

Octets encoded(const std::vector<std::uint8_t>& code_points) {
  Octets list;
  for (const auto value : code_points)
    list = std::move(list) + encode(wire::ike::DscpValue{{value}});
  return list;
}

}  // namespace

Selector vpn_ids(const std::vector<std::uint32_t>& ids) {
  Octets list;
  for (const auto id : ids) list = std::move(list) + encode(wire::ike::VpnId{id});
  wire::ike::TrafficSelectorSubstructure made;
  made.type = {selector_types::ts_vpn_id};
  made.vpn_ids.octets = list;
  return encode(made);
}

Selector vpn_address_range(std::uint32_t id, std::string_view first, std::string_view last) {
  const auto range = address_range(first, last);
  auto made = wire::decode_all<wire::ike::TrafficSelectorSubstructure>(range);
  made.type = {made.ipv4() ? selector_types::ts_vpn_ipv4_addr_range
                           : selector_types::ts_vpn_ipv6_addr_range};
  made.vpn_id = id;
  return encode(made);
}

Payload vpn_id_in_header(bool authenticated) {
  using wire::ike::VpnIdMode;
  constexpr std::uint8_t width = 32;
  return notify(notifies::vpn_id_mode,
                encode(VpnIdMode{VpnIdMode::header_field, width, 0,
                                 authenticated ? VpnIdMode::authenticated : std::uint8_t{0}}));
}

Payload replay_status(std::uint8_t flags) {
  return notify(notifies::replay_prot_and_esn_status, encode(wire::ike::ReplayStatus{flags}));
}

Payload replay_status(std::uint8_t flags, std::uint8_t protocol, std::uint32_t spi) {
  return notify(notifies::replay_prot_and_esn_status, encode(wire::ike::ReplayStatus{flags}),
                protocol, numbers(spi));
}

Payload path_mtu_support(std::uint8_t flags) {
  return notify(notifies::lmap_ptb_supported, encode(wire::ike::PathMtuSupport{flags}));
}

Payload link_max_atomic_packet(std::uint32_t spi, std::uint8_t flags, std::uint32_t mtu) {
  return notify(notifies::link_max_atomic_packet, encode(wire::ike::PathMtuObserved{flags, mtu}),
                registry::protocol::esp, numbers(spi));
}

Payload packet_too_big(std::uint16_t mtu) {
  return notify(notifies::ptb, encode(wire::ike::PathMtuShort{mtu}));
}

Selector dscp_selector(const std::vector<std::uint8_t>& values) {
  const auto list = encoded(values);
  wire::ike::TrafficSelectorSubstructure made;
  made.type = {selector_types::ts_dscp};
  made.dscp.octets = list;
  return encode(made);
}

Payload dscp_notify(const std::vector<std::uint8_t>& values) {
  const auto list = encoded(values);
  wire::ike::DscpList made;
  made.values.octets = list;
  return notify(notifies::dscp, encode(made));
}

Payload esp_echo_supported(Bytes data) {
  return notify(notifies::esp_echo_supported, data);
}

}  // namespace espect::samples
