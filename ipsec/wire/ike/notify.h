// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/extensions/delete_reason.h"
#include "ipsec/wire/ike/extensions/dscp.h"
#include "ipsec/wire/ike/extensions/eesp.h"
#include "ipsec/wire/ike/extensions/fragment_ack.h"
#include "ipsec/wire/ike/extensions/header_compression.h"
#include "ipsec/wire/ike/extensions/path_mtu.h"
#include "ipsec/wire/ike/extensions/replay_status.h"
#include "ipsec/wire/ike/extensions/vpn_id.h"
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/ike/notify_data.h"

namespace espect::wire::ike {

// RFC 7296 section 3.10. `data` is kept whole; where its form is known it is shown once more
// inside.
struct Notify {
  static constexpr const char* name = "notify";
  static constexpr const char* title = "Notify";

  registry::ProtocolId protocol{};
  std::uint8_t spi_size = 0;
  registry::NotifyType type{};
  Bytes spi{};
  Bytes data{};

  // By meaning: a number of the experimental profile may be another one on the wire.
  constexpr bool is(std::uint16_t wanted) const { return type.means(wanted); }
  constexpr bool is_error() const { return type.value < 16384; }  // section 3.10.1

  // `ahead`: the type, the SPI and the data.
  static constexpr bool is_other_use(Bytes ahead, std::size_t spi_size,
                                     const registry::ExperimentalProfile* profile) {
    constexpr std::size_t type_octets = 2;
    if (ahead.size() < type_octets + spi_size) return false;
    const auto type = ahead[0] * 256U + ahead[1];
    return registry::meaning_of(profile, registry::tables::notify_types, type) ==
               registry::notify::delete_reason &&
           !may_be_delete_reason(ahead.subspan(type_octets + spi_size));
  }

  static constexpr void describe(auto& wire, auto& self) {
    namespace types = registry::notify;
    wire.field("protocol"_f, {"Protocol ID", "isakmp.notify.protoid"}, self.protocol);
    wire.field("spi_size"_f, {"SPI size", "isakmp.spisize"}, self.spi_size);
    // A number that old software had for something else is named only with data that fits.
    const bool other = is_other_use(wire.ahead(), self.spi_size, wire.profile());
    const Label label{"Notify message type", "isakmp.notify.msgtype"};
    wire.when(!other, [&](auto& w) { w.field("type"_f, label, self.type); });
    wire.when(other, [&](auto& w) {
      w.field("type"_f, label, self.type.value);
      if constexpr (requires { self.type.meaning = 0U; }) self.type.meaning = registry::no_number;
    });
    wire.bytes("spi"_f, {"SPI", "isakmp.spi"}, self.spi, self.spi_size);
    wire.rest("data"_f, {"Notification data", "isakmp.notify.data"}, self.data);
    const auto show = [&](bool present, auto form) {
      wire.when(present, [&](auto& w) { w.inside(self.data, form); });
    };
    show(self.is(types::invalid_ke_payload), AcceptedKeyExchange{});
    show(self.is(types::unsupported_critical_payload), UnsupportedPayload{});
    show(self.is(types::invalid_message_id), MessageIdValue{});
    show(self.is(types::set_window_size), WindowSize{});
    show(self.is(types::auth_lifetime), Lifetime{});
    show(self.is(types::signature_hash_algorithms), SignatureHashAlgorithms{});
    show(self.is(types::supported_auth_methods), SupportedAuthMethods{});
    show(self.is(types::ipcomp_supported), IpcompSupported{});
    show(self.is(types::nat_detection_source_ip) || self.is(types::nat_detection_destination_ip),
         NatDetection{});
    show(self.is(types::additional_ip4_address), AdditionalIp4Address{});
    show(self.is(types::additional_ip6_address), AdditionalIp6Address{});
    show(self.is(types::use_aggfrag), UseAggfrag{});
    // Private numbers may mean something else: without the layout only the octets are shown.
    const auto show_sized = [&](std::uint16_t type, auto form) {
      show(self.is(type) && self.data.size() == decltype(form)::octets, form);
    };
    show_sized(types::vpn_id_mode, VpnIdMode{});
    show_sized(types::replay_prot_and_esn_status, ReplayStatus{});
    show_sized(types::lmap_ptb_supported, PathMtuSupport{});
    for_each_path_mtu_form([&](auto form) {
      show((self.is(types::link_max_atomic_packet) || self.is(types::ptb)) &&
               self.data.size() == decltype(form)::octets,
           form);
    });
    show(self.is(types::dscp), DscpList{});
    show_sized(types::eesp_max_sub_sa_id, MaximumSubSaId{});
    show_sized(types::eesp_max_crypt_offset, MaximumCryptOffset{});
    show((self.is(types::fragment_ack_req) || self.is(types::fragment_ack_res)) &&
             self.data.size() % 4 == 0,
         FragmentAck{});
    show_sized(types::delete_reason, EarlyDeleteReason{});
    show(self.is(types::delete_reason) && self.data.size() > EarlyDeleteReason::octets,
         DeleteReason{});
    show(self.is(types::hcp_proposal), HcpProposals{});
  }
};

}  // namespace espect::wire::ike
