// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

// RFC 7296 section 3.15.1. An empty value in a request asks for one.
struct ConfigurationAttribute {
  static constexpr const char* name = "attribute";
  static constexpr const char* title = "Configuration attribute";

  registry::ConfigurationAttributeType type{};  // top bit reserved
  std::uint16_t length = 0;
  Bytes value{};

  static constexpr void describe(auto& wire, auto& self) {
    namespace types = registry::configuration_attribute_type;
    const auto shown_as_ipv4 = [&] {
      const auto type = self.type.value;
      return self.length == 4 &&
             (type == types::internal_ip4_address || type == types::internal_ip4_netmask ||
              type == types::internal_ip4_dns || type == types::internal_ip4_nbns ||
              type == types::internal_ip4_dhcp || type == types::p_cscf_ip4_address);
    };
    const auto shown_as_ipv6 = [&] {
      const auto type = self.type.value;
      return self.length == 16 &&
             (type == types::internal_ip6_dns || type == types::internal_ip6_dhcp ||
              type == types::p_cscf_ip6_address);
    };
    const auto shown_as_text = [&] {
      return self.type.value == types::application_version ||
             self.type.value == types::internal_dns_domain;
    };
    wire.field("type"_f, {"Attribute type"}, self.type);
    wire.field("length"_f, {"Length"}, self.length);
    wire.when(shown_as_ipv4(), [&](auto& w) {
      w.bytes("ipv4"_f, {"Value", nullptr, Display::ipv4}, self.value, 4);
    });
    wire.when(shown_as_ipv6(), [&](auto& w) {
      w.bytes("ipv6"_f, {"Value", nullptr, Display::ipv6}, self.value, 16);
    });
    wire.when(shown_as_text(), [&](auto& w) {
      w.bytes("text"_f, {"Value", nullptr, Display::text}, self.value, self.length);
    });
    wire.when(!shown_as_ipv4() && !shown_as_ipv6() && !shown_as_text(),
              [&](auto& w) { w.bytes("value"_f, {"Value"}, self.value, self.length); });
  }
};

// RFC 7296 section 3.15.
struct Configuration {
  static constexpr const char* name = "cp";
  static constexpr const char* title = "Configuration";

  registry::ConfigurationType type{};
  List<ConfigurationAttribute> attributes{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("type"_f, {"Configuration type", "isakmp.cfg.type"}, self.type);
    wire.reserved(3, reserved_octets);
    wire.list("attributes"_f, {"Configuration attribute"}, self.attributes);
  }
};

}  // namespace espect::wire::ike
