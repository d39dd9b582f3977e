// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"

namespace espect::wire::ike {

// RFC 7296 section 3.5, IDi and IDr.
struct Identification {
  static constexpr const char* name = "id";
  static constexpr const char* title = "Identification";

  registry::IdType type{};
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    constexpr std::uint8_t ipv4 = 1, fqdn = 2, rfc822 = 3, ipv6 = 5;
    const auto type = [&] { return self.type.value; };
    wire.field("type"_f, {"ID type", "isakmp.id.type"}, self.type);
    wire.reserved(3, reserved_octets);
    wire.when(type() == ipv4, [&](auto& w) {
      w.rest("ipv4"_f, {"IPv4 address", "isakmp.id.data.ipv4_addr", Display::ipv4}, self.data);
    });
    wire.when(type() == fqdn, [&](auto& w) {
      w.rest("fqdn"_f, {"Domain name", "isakmp.id.data.fqdn", Display::text}, self.data);
    });
    wire.when(type() == rfc822, [&](auto& w) {
      w.rest("rfc822"_f, {"RFC 822 address", "isakmp.id.data.user_fqdn", Display::text}, self.data);
    });
    wire.when(type() == ipv6, [&](auto& w) {
      w.rest("ipv6"_f, {"IPv6 address", "isakmp.id.data.ipv6_addr", Display::ipv6}, self.data);
    });
    wire.when(type() != ipv4 && type() != fqdn && type() != rfc822 && type() != ipv6, [&](auto& w) {
      w.rest("data"_f, {"Identification data", "isakmp.id.data.key_id"}, self.data);
    });
  }
};

}  // namespace espect::wire::ike
