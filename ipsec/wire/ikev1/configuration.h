// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/attribute.h"

namespace espect::wire::ikev1 {

// draft-ietf-ipsec-isakmp-mode-cfg and draft-beaulieu-ike-xauth. An empty value in a request asks
// for one.
struct ConfigurationAttributeKind {
  using Type = registry::Ikev1ConfigurationAttributeType;
  static constexpr const char* title = "Configuration attribute";
  static constexpr const char* format = "isakmp.cfg.attr.format";
  static constexpr const char* type = "isakmp.cfg.attr.type";
  static constexpr const char* length = "isakmp.cfg.attr.length";
  static constexpr const char* value = "isakmp.cfg.attr.value";

  static constexpr void values(auto&& code, auto&& number, auto&& octets) {
    namespace types = registry::ikev1_configuration_attribute;
    octets(types::internal_ip4_address, "internal_ip4_address"_f,
           {"IPv4 address", "isakmp.cfg.attr.internal_ip4_address", Display::ipv4});
    octets(types::internal_ip4_netmask, "internal_ip4_netmask"_f,
           {"IPv4 mask", "isakmp.cfg.attr.internal_ip4_netmask", Display::ipv4});
    octets(types::internal_ip4_dns, "internal_ip4_dns"_f,
           {"IPv4 DNS server", "isakmp.cfg.attr.internal_ip4_dns", Display::ipv4});
    octets(types::internal_ip4_nbns, "internal_ip4_nbns"_f,
           {"IPv4 NetBIOS name server", "isakmp.cfg.attr.internal_ip4_nbns", Display::ipv4});
    octets(
        types::internal_address_expiry, "internal_address_expiry"_f,
        {"Address expiry in seconds", "isakmp.cfg.attr.internal_address_expiry", Display::number});
    octets(types::internal_ip4_dhcp, "internal_ip4_dhcp"_f,
           {"IPv4 DHCP server", "isakmp.cfg.attr.internal_ip4_dhcp", Display::ipv4});
    octets(types::application_version, "application_version"_f,
           {"Application version", "isakmp.cfg.attr.application_version", Display::text});
    octets(types::internal_ip6_address, "internal_ip6_address"_f,
           {"IPv6 address", "isakmp.cfg.attr.internal_ip6_address", Display::ipv6});
    octets(types::internal_ip6_netmask, "internal_ip6_netmask"_f,
           {"IPv6 mask", "isakmp.cfg.attr.internal_ip6_netmask", Display::ipv6});
    octets(types::internal_ip6_dns, "internal_ip6_dns"_f,
           {"IPv6 DNS server", "isakmp.cfg.attr.internal_ip6_dns", Display::ipv6});
    octets(types::internal_ip6_nbns, "internal_ip6_nbns"_f,
           {"IPv6 NetBIOS name server", "isakmp.cfg.attr.internal_ip6_nbns", Display::ipv6});
    octets(types::internal_ip6_dhcp, "internal_ip6_dhcp"_f,
           {"IPv6 DHCP server", "isakmp.cfg.attr.internal_ip6_dhcp", Display::ipv6});
    code(types::xauth_type, registry::Ikev1XauthType{}, "xauth_type"_f,
         {"XAUTH type", "isakmp.cfg.attr.xauth.type"});
    octets(types::xauth_user_name, "xauth_user_name"_f,
           {"XAUTH user name", "isakmp.cfg.attr.xauth.user_name", Display::text});
    octets(types::xauth_user_password, "xauth_user_password"_f,
           {"XAUTH password", "isakmp.cfg.attr.xauth.user_password", Display::text});
    octets(types::xauth_passcode, "xauth_passcode"_f,
           {"XAUTH passcode", "isakmp.cfg.attr.xauth.passcode", Display::text});
    octets(types::xauth_message, "xauth_message"_f,
           {"XAUTH message", "isakmp.cfg.attr.xauth.message", Display::text});
    octets(types::xauth_challenge, "xauth_challenge"_f,
           {"XAUTH challenge", "isakmp.cfg.attr.xauth.challenge", Display::text});
    octets(types::xauth_domain, "xauth_domain"_f,
           {"XAUTH domain", "isakmp.cfg.attr.xauth.domain", Display::text});
    code(types::xauth_status, registry::Ikev1XauthStatus{}, "xauth_status"_f,
         {"XAUTH status", "isakmp.cfg.attr.xauth.status"});
    octets(types::xauth_next_pin, "xauth_next_pin"_f,
           {"XAUTH next PIN", "isakmp.cfg.attr.xauth.next_pin", Display::text});
    octets(types::xauth_answer, "xauth_answer"_f,
           {"XAUTH answer", "isakmp.cfg.attr.xauth.answer", Display::text});
    octets(types::unity_banner, "unity_banner"_f,
           {"Banner", "isakmp.cfg.attr.unity.banner", Display::text});
    octets(types::unity_def_domain, "unity_def_domain"_f,
           {"Default domain", "isakmp.cfg.attr.unity.def_domain", Display::text});
    number(types::unity_natt_port, "unity_natt_port"_f, {"NAT traversal port"});
  }
};
using ConfigurationAttribute = Attribute<ConfigurationAttributeKind>;

// The Attribute payload.
struct Configuration {
  static constexpr const char* name = "attributes";
  static constexpr const char* title = "Attributes";

  registry::Ikev1ConfigurationType type{};
  std::uint16_t identifier = 0;  // the same in a request and its reply
  List<ConfigurationAttribute> attributes{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("type"_f, {"Message type", "isakmp.cfg.type"}, self.type);
    wire.reserved(1, reserved_octets);
    wire.field("identifier"_f, {"Identifier", "isakmp.cfg.identifier"}, self.identifier);
    wire.list("attributes"_f, {"Configuration attribute"}, self.attributes);
  }
};

}  // namespace espect::wire::ikev1
