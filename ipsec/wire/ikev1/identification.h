// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"

namespace espect::wire::ikev1 {

// RFC 2407 section 4.6.2. In phase 1 who the sender is; in quick mode IDci and IDcr, what the SA
// carries.
struct Identification {
  static constexpr const char* name = "id";
  static constexpr const char* title = "Identification";

  registry::Ikev1IdType type{};
  std::uint8_t protocol = 0;  // of IP; 0 = any
  std::uint16_t port = 0;     // 0 = any
  Bytes data{};               // of the types that are not two addresses
  Bytes first{};              // address or start of a range
  Bytes second{};             // mask or end of a range

  constexpr bool is(std::uint8_t wanted) const { return type.value == wanted; }

  static constexpr void describe(auto& wire, auto& self) {
    namespace types = registry::ikev1_id;
    wire.field("type"_f, {"ID type", "isakmp.id.type"}, self.type);
    wire.field("protocol"_f, {"Protocol ID", "isakmp.id.protoid"}, self.protocol);
    wire.field("port"_f, {"Port", "isakmp.id.port"}, self.port);
    bool shown = false;
    const auto whole = [&](std::uint8_t type, auto called, Label label) {
      shown = shown || self.is(type);
      wire.when(self.is(type), [&](auto& w) { w.rest(called, label, self.data); });
    };
    const auto two = [&](std::uint8_t type, std::size_t octets, auto called, Label label,
                         auto called_second, Label label_second) {
      shown = shown || self.is(type);
      wire.when(self.is(type), [&](auto& w) {
        w.bytes(called, label, self.first, octets);
        w.bytes(called_second, label_second, self.second, octets);
      });
    };
    whole(types::id_ipv4_addr, "ipv4"_f,
          {"IPv4 address", "isakmp.id.data.ipv4_addr", Display::ipv4});
    whole(types::id_fqdn, "fqdn"_f, {"Domain name", "isakmp.id.data.fqdn", Display::text});
    whole(types::id_user_fqdn, "user_fqdn"_f,
          {"User and domain name", "isakmp.id.data.user_fqdn", Display::text});
    whole(types::id_ipv6_addr, "ipv6"_f,
          {"IPv6 address", "isakmp.id.data.ipv6_addr", Display::ipv6});
    whole(types::id_der_asn1_dn, "distinguished_name"_f,
          {"Distinguished name", "isakmp.id.data.der_asn1_dn"});
    two(types::id_ipv4_addr_subnet, 4, "ipv4_subnet"_f,
        {"IPv4 network", "isakmp.id.data.ipv4_addr", Display::ipv4}, "ipv4_mask"_f,
        {"IPv4 mask", "isakmp.id.data.ipv4_subnet", Display::ipv4});
    two(types::id_ipv6_addr_subnet, 16, "ipv6_subnet"_f,
        {"IPv6 network", "isakmp.id.data.ipv6_addr", Display::ipv6}, "ipv6_mask"_f,
        {"IPv6 mask", "isakmp.id.data.ipv6_subnet", Display::ipv6});
    two(types::id_ipv4_addr_range, 4, "ipv4_start"_f,
        {"First IPv4 address", "isakmp.id.data.ipv4_range_start", Display::ipv4}, "ipv4_end"_f,
        {"Last IPv4 address", "isakmp.id.data.ipv4_range_end", Display::ipv4});
    two(types::id_ipv6_addr_range, 16, "ipv6_start"_f,
        {"First IPv6 address", "isakmp.id.data.ipv6_range_start", Display::ipv6}, "ipv6_end"_f,
        {"Last IPv6 address", "isakmp.id.data.ipv6_range_end", Display::ipv6});
    wire.when(!shown, [&](auto& w) {
      w.rest("data"_f, {"Identification data", "isakmp.id.data.key_id"}, self.data);
    });
  }
};

}  // namespace espect::wire::ikev1
