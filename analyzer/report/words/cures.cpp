// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/cures.h"

#include <algorithm>
#include <iterator>

namespace espect::report {
namespace {

constexpr std::string_view strongswan = "strongSwan, swanctl.conf";
constexpr std::string_view libreswan = "libreswan, ipsec.conf";
constexpr std::string_view linux_xfrm = "Linux, ip xfrm";
constexpr std::string_view linux_route = "Linux, ip route";
constexpr std::string_view cisco = "Cisco IOS XE";
constexpr std::string_view fortigate = "FortiGate";

constexpr std::string_view of_swanctl = "strongSwan 6, swanctl.conf(5) (src/swanctl/swanctl.opt)";
constexpr std::string_view of_ipsec_conf = "libreswan 5, ipsec.conf(5) (configs/d.ipsec.conf)";
constexpr std::string_view of_xfrm = "iproute2, ip-xfrm(8)";
constexpr std::string_view of_route = "iproute2, ip-route(8)";
constexpr std::string_view of_cisco_window =
    "Cisco, IPsec Anti-Replay Window Expanding and Disabling, IOS XE 17";
constexpr std::string_view of_fortinet_ike =
    "Fortinet, Technical Tip: IKEv1 fragmentation (ta-p/201960), which says IKEv2's too";
constexpr std::string_view of_fortinet_ip =
    "Fortinet, FortiGate administration guide: Fragmenting IP packets before IPsec encapsulation";

constexpr std::string_view of_fortinet_pfs =
    "Fortinet, Technical Tip: Understanding Perfect Forward Secrecy PFS (ta-p/405554)";
constexpr std::string_view of_fortinet_replay =
    "Fortinet, Technical Note: IPSEC Anti-replay, ESP dropped packets (ta-p/192424)";
constexpr std::string_view of_fortinet_lifetime =
    "Fortinet, Troubleshooting Tip: Invalid ESP packet detected (replayed packet) (ta-p/352983)";
constexpr std::string_view of_fortinet_dpd =
    "Fortinet, Technical Tip: Configuring DPD (dead peer detection) on IPsec VPN (ta-p/192616)";
constexpr std::string_view of_fortinet_mss =
    "Fortinet, Technical Tip: Setting TCP MSS value (ta-p/194518)";

constexpr std::string_view window_of_strongswan =
    "connections {\n  NAME {\n    children {\n      NAME {\n        replay_window = 1024  # 32 without it\n      }\n    }\n  }\n}";
constexpr std::string_view window_of_libreswan =
    "conn NAME\n  replay-window=1024  # 128 without it";
constexpr std::string_view window_of_xfrm =
    "ip xfrm state update src A dst B proto esp spi SPI ... replay-window 1024";
constexpr std::string_view window_of_cisco =
    "crypto ipsec security-association replay window-size 1024";
constexpr std::string_view fragments_of_strongswan =
    "connections {\n  NAME {\n    fragmentation = yes  # the default; with no and accept it sends none\n  }\n}\n# in strongswan.conf: the largest IP packet of a fragment\ncharon {\n  fragment_size = 1280\n}";
constexpr std::string_view fragments_of_libreswan = "conn NAME\n  fragmentation=yes  # the default";
constexpr std::string_view fragments_of_fortigate =
    "config vpn ipsec phase1-interface\n  edit NAME\n    set ike-version 2\n    set fragmentation "
    "enable\n    set fragmentation-mtu 1200\n  next\nend";
constexpr std::string_view kem_of_strongswan =
    "connections {\n  NAME {\n    proposals = aes256gcm16-prfsha384-x25519-ke1_mlkem768\n  }\n}";
constexpr std::string_view kem_of_libreswan =
    "conn NAME\n  ike=aes_gcm256-sha2_512-dh31;addke1=ml_kem_768  # brings IKE_INTERMEDIATE with it";
constexpr std::string_view aead_of_strongswan =
    "connections {\n  NAME {\n    proposals = aes256gcm16-prfsha384-ecp384\n    children {\n      NAME {\n        esp_proposals = aes256gcm16-ecp384\n      }\n    }\n  }\n}";
constexpr std::string_view aead_of_libreswan =
    "conn NAME\n  ike=aes_gcm256-sha2_512-dh20\n  esp=aes_gcm256";

// clang-format off
constexpr Cure all[] = {
    {"esp-anti-replay-disabled", strongswan, window_of_strongswan, of_swanctl},
    {"esp-anti-replay-disabled", libreswan, window_of_libreswan, of_ipsec_conf},
    {"esp-anti-replay-disabled", linux_xfrm, window_of_xfrm, of_xfrm},
    {"esp-anti-replay-disabled", cisco, "no crypto ipsec security-association replay disable", of_cisco_window},
    {"esp-anti-replay-disabled", fortigate, "config vpn ipsec phase2-interface\n  edit NAME\n    set replay enable\n  next\nend", of_fortinet_replay},
    {"esp-left-of-window", strongswan, window_of_strongswan, of_swanctl},
    {"esp-left-of-window", libreswan, window_of_libreswan, of_ipsec_conf},
    {"esp-left-of-window", linux_xfrm, window_of_xfrm, of_xfrm},
    {"esp-left-of-window", cisco, window_of_cisco, of_cisco_window},
    {"esp-ip-fragmented", linux_route, "ip route change NETWORK via GATEWAY mtu lock 1400", of_route},
    {"esp-ip-fragmented", libreswan, "conn NAME\n  mtu=1400", of_ipsec_conf},
    {"esp-ip-fragmented", fortigate, "config vpn ipsec phase1-interface\n  edit NAME\n    set ip-fragmentation pre-encapsulation\n  next\nend", of_fortinet_ip},
    {"esp-sequence-exhaustion", strongswan, "connections {\n  NAME {\n    children {\n      NAME {\n        esp_proposals = aes256gcm16-esn  # noesn without it\n        rekey_packets = 2000000000\n      }\n    }\n  }\n}", of_swanctl},
    {"esp-sequence-exhaustion", libreswan, "conn NAME\n  esn=yes  # either without it\n  ipsec-max-packets=2000000000", of_ipsec_conf},
    {"esp-sequence-exhaustion", linux_xfrm, "ip xfrm state add ... replay-window 1024 flag esn limit packet-soft 2000000000", of_xfrm},
    {"esp-sequence-exhaustion", fortigate, "config vpn ipsec phase2-interface\n  edit NAME\n    set keylifeseconds 3600\n  next\nend", of_fortinet_lifetime},
    {"ike-dead-peer", strongswan, "connections {\n  NAME {\n    dpd_delay = 30s  # no checks without it\n    children {\n      NAME {\n        dpd_action = restart\n      }\n    }\n  }\n}", of_swanctl},
    {"ike-dead-peer", libreswan, "conn NAME\n  dpddelay=30  # no checks without it", of_ipsec_conf},
    {"ike-dead-peer", fortigate, "config vpn ipsec phase1-interface\n  edit NAME\n    set dpd on-idle  # on-demand asks only while it sends\n    set dpd-retryinterval 20\n    set dpd-retrycount 3\n  next\nend", of_fortinet_dpd},
    {"ike-fragmentation-not-offered", strongswan, fragments_of_strongswan, of_swanctl},
    {"ike-fragmentation-not-offered", libreswan, fragments_of_libreswan, of_ipsec_conf},
    {"ike-fragmentation-not-offered", fortigate, fragments_of_fortigate, of_fortinet_ike},
    {"ike-message-ip-fragmented", strongswan, fragments_of_strongswan, of_swanctl},
    {"ike-message-ip-fragmented", libreswan, fragments_of_libreswan, of_ipsec_conf},
    {"ike-message-ip-fragmented", fortigate, fragments_of_fortigate, of_fortinet_ike},
    {"ikev1-pfs-missing", strongswan, "connections {\n  NAME {\n    children {\n      NAME {\n        esp_proposals = aes256-sha256-ecp256\n      }\n    }\n  }\n}", of_swanctl},
    {"ikev1-pfs-missing", libreswan, "conn NAME\n  pfs=yes  # the default", of_ipsec_conf},
    {"ikev1-pfs-missing", fortigate, "config vpn ipsec phase2-interface\n  edit NAME\n    set pfs enable  # the default\n    set dhgrp 20\n  next\nend", of_fortinet_pfs},
    {"ikev1-used", strongswan, "connections {\n  NAME {\n    version = 2\n  }\n}", of_swanctl},
    {"ikev1-used", libreswan, "conn NAME\n  keyexchange=ikev2  # the default", of_ipsec_conf},
    {"ikev1-used", fortigate, "config vpn ipsec phase1-interface\n  edit NAME\n    set ike-version 2\n  next\nend", of_fortinet_ike},
    {"path-mtu-blackhole", linux_route, "ip route change NETWORK via GATEWAY mtu lock 1400", of_route},
    {"path-mtu-blackhole", libreswan, "conn NAME\n  mtu=1400", of_ipsec_conf},
    {"path-mtu-blackhole", fortigate, "config firewall policy\n  edit NUMBER\n    set tcp-mss-sender 1360  # for TCP: 40 octets less than the MTU\n    set tcp-mss-receiver 1360\n  next\nend", of_fortinet_mss},
    {"pq-downgraded", strongswan, kem_of_strongswan, of_swanctl},
    {"pq-downgraded", libreswan, kem_of_libreswan, of_ipsec_conf},
    {"pq-not-offered", strongswan, kem_of_strongswan, of_swanctl},
    {"pq-not-offered", libreswan, kem_of_libreswan, of_ipsec_conf},
    {"pq-ppk-not-used", strongswan, "connections {\n  NAME {\n    ppk_id = ID\n    ppk_required = yes  # no without it\n  }\n}", of_swanctl},
    {"pq-ppk-not-used", libreswan, "conn NAME\n  ppk=insist  # propose without it", of_ipsec_conf},
    {"weak-algorithm", strongswan, aead_of_strongswan, of_swanctl},
    {"weak-algorithm", libreswan, aead_of_libreswan, of_ipsec_conf},
};
// clang-format on

}  // namespace

std::span<const Cure> cures() {
  return all;
}

std::span<const Cure> cures_of(std::string_view rule) {
  const auto first = std::ranges::find(all, rule, &Cure::rule);
  const auto last =
      std::find_if_not(first, std::end(all), [&](const Cure& cure) { return cure.rule == rule; });
  return {first, last};
}

}  // namespace espect::report
