// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// What the decrypting gateway tells the encrypting one about the path between them. Layouts chosen
// by this project because the text of draft-liu-ipsecme-ikev2-mtu-dect was not available;
// experimental profile section 4.
namespace espect::wire::ike {

// Data of LMAP_PTB_SUPPORTED.
struct PathMtuSupport {
  static constexpr const char* name = "path_mtu_support";
  static constexpr const char* title = "LMAP and PTB support (experimental profile)";
  static constexpr std::size_t octets = 1;
  static constexpr std::uint8_t lmap = 0x01;
  static constexpr std::uint8_t ptb = 0x02;

  std::uint8_t flags = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.flags("flags"_f, {"Flags", nullptr, Display::hex}, self.flags,
               part<0x01>("lmap"_f, {"Understands LINK_MAX_ATOMIC_PACKET (L)"}),
               part<0x02>("ptb"_f, {"Understands PTB (P)"}));
  }
};

// Data of LINK_MAX_ATOMIC_PACKET (largest outer packet received unfragmented) and PTB (largest
// reassembled one that can be processed), in octets of the outer IP packet. Three forms, told apart
// by their length.
struct PathMtuShort {
  static constexpr const char* name = "path_mtu_short";
  static constexpr const char* title = "Path MTU (experimental profile)";
  static constexpr std::size_t octets = 2;
  std::uint16_t mtu = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("mtu"_f, {"MTU in octets"}, self.mtu);
  }
};
struct PathMtuLong {
  static constexpr const char* name = "path_mtu";
  static constexpr const char* title = "Path MTU (experimental profile)";
  static constexpr std::size_t octets = 4;
  std::uint32_t mtu = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("mtu"_f, {"MTU in octets"}, self.mtu);
  }
};
struct PathMtuObserved {
  static constexpr const char* name = "path_mtu_observed";
  static constexpr const char* title = "Path MTU (experimental profile)";
  static constexpr std::size_t octets = 6;
  static constexpr std::uint8_t dont_fragment = 0x01;
  static constexpr std::uint8_t fragments = 0x02;
  static constexpr std::uint8_t ipv6 = 0x04;

  std::uint8_t flags = 0;
  std::uint32_t mtu = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.flags("flags"_f, {"Flags", nullptr, Display::hex}, self.flags,
               part<0x01>("dont_fragment"_f, {"DF was set (D)"}),
               part<0x02>("fragments"_f, {"Fragments were observed (F)"}),
               part<0x04>("ipv6"_f, {"The outer header is IPv6 (6)"}));
    wire.reserved(1);
    wire.field("mtu"_f, {"MTU in octets"}, self.mtu);
  }
};

constexpr void for_each_path_mtu_form(auto&& use) {
  use(PathMtuShort{});
  use(PathMtuLong{});
  use(PathMtuObserved{});
}

}  // namespace espect::wire::ike
