// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/extensions/dscp.h"
#include "ipsec/wire/ike/extensions/vpn_id.h"
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

// RFC 7296 section 3.13.1, and the forms of extensions, told apart by their type: RFC 9478,
// draft-mglt-ipsecme-ts-dscp and the experimental profile section 2.1. ICMP: port = type * 256 +
// code. OPAQUE: start 65535, end 0. Types nobody knows keep their octets.
struct TrafficSelectorSubstructure {
  static constexpr const char* name = "selector";
  static constexpr const char* title = "Traffic selector";

  registry::TrafficSelectorType type{};
  std::uint8_t ip_protocol = 0;  // 0 = any; reserved in forms without addresses
  std::uint16_t length = 0;
  std::uint16_t start_port = 0;
  std::uint16_t end_port = 0;
  std::uint32_t vpn_id = 0;  // of the two forms that have one beside a range
  Bytes start_address{};
  Bytes end_address{};
  List<VpnId> vpn_ids{};
  List<DscpValue> dscp{};
  Bytes data{};  // of other types

  constexpr bool is(std::uint8_t wanted) const { return type.means(wanted); }
  constexpr bool with_vpn_id() const {
    return is(registry::traffic_selector_type::ts_vpn_ipv4_addr_range) ||
           is(registry::traffic_selector_type::ts_vpn_ipv6_addr_range);
  }
  constexpr bool ipv4() const {
    return is(registry::traffic_selector_type::ts_ipv4_addr_range) ||
           is(registry::traffic_selector_type::ts_vpn_ipv4_addr_range);
  }
  constexpr bool ipv6() const {
    return is(registry::traffic_selector_type::ts_ipv6_addr_range) ||
           is(registry::traffic_selector_type::ts_vpn_ipv6_addr_range);
  }

  static constexpr void describe(auto& wire, auto& self) {
    namespace types = registry::traffic_selector_type;
    wire.field("type"_f, {"Traffic selector type", "isakmp.ts.type"}, self.type);
    wire.field("ip_protocol"_f, {"IP protocol", "isakmp.ts.protoid"}, self.ip_protocol);
    wire.length16(
        "length"_f, {"Selector length", "isakmp.ts.selector_length"}, self.length, [&](auto& body) {
          body.when(self.ipv4() || self.ipv6(), [&](auto& w) {
            w.field("start_port"_f, {"Start port", "isakmp.ts.start_port"}, self.start_port);
            w.field("end_port"_f, {"End port", "isakmp.ts.end_port"}, self.end_port);
          });
          body.when(self.with_vpn_id(),
                    [&](auto& w) { w.field("vpn_id"_f, {"VPN-ID"}, self.vpn_id); });
          body.when(self.ipv4(), [&](auto& w) {
            w.bytes("start_ipv4"_f, {"Starting address", "isakmp.ts.start_ipv4", Display::ipv4},
                    self.start_address, 4);
            w.bytes("end_ipv4"_f, {"Ending address", "isakmp.ts.end_ipv4", Display::ipv4},
                    self.end_address, 4);
          });
          body.when(self.ipv6(), [&](auto& w) {
            w.bytes("start_ipv6"_f, {"Starting address", "isakmp.ts.start_ipv6", Display::ipv6},
                    self.start_address, 16);
            w.bytes("end_ipv6"_f, {"Ending address", "isakmp.ts.end_ipv6", Display::ipv6},
                    self.end_address, 16);
          });
          const bool vpn_ids = self.is(types::ts_vpn_id);
          const bool dscp = self.is(types::ts_dscp);
          body.when(vpn_ids, [&](auto& w) { w.list("vpn_ids"_f, {"VPN-ID"}, self.vpn_ids); });
          body.when(dscp, [&](auto& w) { w.list("dscp"_f, {"DSCP"}, self.dscp); });
          body.when(!self.ipv4() && !self.ipv6() && !vpn_ids && !dscp, [&](auto& w) {
            w.rest("data"_f, {"Selector data", "isakmp.ts.data"}, self.data);
          });
        });
  }
};

// RFC 7296 section 3.13, TSi and TSr.
struct TrafficSelectors {
  static constexpr const char* name = "ts";
  static constexpr const char* title = "Traffic Selectors";

  std::uint8_t count = 0;
  List<TrafficSelectorSubstructure> selectors{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("count"_f, {"Number of traffic selectors", "isakmp.ts.number"}, self.count);
    wire.reserved(3, reserved_octets);
    wire.list("selectors"_f, {"Traffic selector"}, self.selectors, self.count);
  }
};

}  // namespace espect::wire::ike
