// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

// RFC 7296 section 3.13.1; the forms of extensions follow with their own drafts, until then their
// octets are kept whole. ICMP: port = type * 256 + code. OPAQUE: start 65535, end 0.
struct TrafficSelector {
  static constexpr const char* name = "selector";
  static constexpr const char* title = "Traffic selector";

  registry::TrafficSelectorType type{};
  std::uint8_t ip_protocol = 0;  // 0 = any
  std::uint16_t length = 0;
  std::uint16_t start_port = 0;
  std::uint16_t end_port = 0;
  Bytes start_address{};
  Bytes end_address{};
  Bytes data{};  // of other types

  constexpr bool ipv4() const {
    return type.value == registry::traffic_selector_type::ts_ipv4_addr_range;
  }
  constexpr bool ipv6() const {
    return type.value == registry::traffic_selector_type::ts_ipv6_addr_range;
  }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("type"_f, {"Traffic selector type", "isakmp.ts.type"}, self.type);
    wire.field("ip_protocol"_f, {"IP protocol", "isakmp.ts.protoid"}, self.ip_protocol);
    wire.length16(
        "length"_f, {"Selector length", "isakmp.ts.selector_length"}, self.length, [&](auto& body) {
          body.when(self.ipv4() || self.ipv6(), [&](auto& w) {
            w.field("start_port"_f, {"Start port", "isakmp.ts.start_port"}, self.start_port);
            w.field("end_port"_f, {"End port", "isakmp.ts.end_port"}, self.end_port);
          });
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
          body.when(!self.ipv4() && !self.ipv6(), [&](auto& w) {
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
  List<TrafficSelector> selectors{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("count"_f, {"Number of traffic selectors", "isakmp.ts.number"}, self.count);
    wire.reserved(3, reserved_octets);
    wire.list("selectors"_f, {"Traffic selector"}, self.selectors, self.count);
  }
};

}  // namespace espect::wire::ike
