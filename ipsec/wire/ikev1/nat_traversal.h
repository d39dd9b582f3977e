// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"

// RFC 3947 and the drafts before it.
namespace espect::wire::ikev1 {

// The types of these payloads: those of RFC 3947; 130 and 131 of drafts 00 to 03; 15 and 16 of
// drafts 04 to 08. IANA gave the last two to GDOI, which has a port of its own and is not read
// here.
constexpr bool is_nat_discovery(std::uint8_t type) {
  namespace payload = registry::ikev1_payload;
  return type == payload::nat_d || type == payload::nat_d_draft || type == payload::sak;
}
constexpr bool is_nat_original_address(std::uint8_t type) {
  namespace payload = registry::ikev1_payload;
  return type == payload::nat_oa || type == payload::nat_oa_draft || type == payload::sat;
}

// RFC 3947 section 3.2: HASH(CKY-I | CKY-R | IP | Port) with the negotiated hash. The first is of
// the destination, those behind it of the source.
struct NatDiscovery {
  static constexpr const char* name = "nat_d";
  static constexpr const char* title = "NAT Discovery";
  Bytes hash{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("hash"_f, {"Hash of cookies, address and port", "isakmp.ike.nat_hash"}, self.hash);
  }
};

// RFC 3947 section 5.2: in quick mode of transport mode, NAT-OAi before NAT-OAr.
struct NatOriginalAddress {
  static constexpr const char* name = "nat_oa";
  static constexpr const char* title = "NAT Original Address";
  registry::Ikev1IdType type{};
  Bytes address{};
  static constexpr void describe(auto& wire, auto& self) {
    namespace types = registry::ikev1_id;
    const auto is = [&](std::uint8_t type) { return self.type.value == type; };
    wire.field("type"_f, {"ID type", "isakmp.id.type"}, self.type);
    wire.reserved(3, reserved_octets);
    wire.when(is(types::id_ipv4_addr), [&](auto& w) {
      w.bytes("ipv4"_f, {"Original address", "isakmp.ike.nat_original_address_ipv4", Display::ipv4},
              self.address, 4);
    });
    wire.when(is(types::id_ipv6_addr), [&](auto& w) {
      w.bytes("ipv6"_f, {"Original address", "isakmp.ike.nat_original_address_ipv6", Display::ipv6},
              self.address, 16);
    });
    wire.when(!is(types::id_ipv4_addr) && !is(types::id_ipv6_addr),
              [&](auto& w) { w.rest("address"_f, {"Original address"}, self.address); });
  }
};

}  // namespace espect::wire::ikev1
