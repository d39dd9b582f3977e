// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/attribute.h"

namespace espect::wire::ikev1 {

// R-U-THERE and R-U-THERE-ACK, RFC 3706 section 5.3.
struct DpdSequence {
  static constexpr const char* name = "dpd";
  static constexpr const char* title = "Dead peer detection";
  std::uint32_t sequence = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("sequence"_f, {"Sequence number"}, self.sequence);
  }
};

// REPLAY-STATUS, RFC 2407 section 4.6.3.2.
struct ReplayStatus {
  static constexpr const char* name = "replay_status";
  static constexpr const char* title = "Replay detection";
  std::uint32_t enabled = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("enabled"_f, {"Replay detection (0 = off, 1 = on)"}, self.enabled);
  }
};

// RESPONDER-LIFETIME, RFC 2407 section 4.6.3.1: attributes of the phase whose SA is meant.
struct Phase1LifetimeKind {
  using Type = registry::Ikev1Phase1AttributeType;
  static constexpr const char* title = "Lifetime attribute";
  static constexpr const char* format = "isakmp.notify.data.resp_lifetime.ike.attr.format";
  static constexpr const char* type = "isakmp.notify.data.resp_lifetime.ike.attr.type";
  static constexpr const char* length = "isakmp.notify.data.resp_lifetime.ike.attr.length";
  static constexpr const char* value = "isakmp.notify.data.resp_lifetime.ike.attr.value";
  static constexpr void values(auto&& code, auto&& number, auto&& octets) {
    namespace types = registry::ikev1_phase1_attribute;
    constexpr const char* duration = "isakmp.notify.data.resp_lifetime.ike.attr.life_duration";
    code(types::life_type, registry::Ikev1LifeType{}, "life_type"_f,
         {"Life type", "isakmp.notify.data.resp_lifetime.ike.attr.life_type"});
    number(types::life_duration, "life_duration"_f, {"Life duration", duration});
    octets(types::life_duration, "life_duration_long"_f,
           {"Life duration", duration, Display::number});
  }
};
struct Phase2LifetimeKind {
  using Type = registry::Ikev1Phase2AttributeType;
  static constexpr const char* title = "Lifetime attribute";
  static constexpr const char* format = "isakmp.notify.data.resp_lifetime.ipsec.attr.format";
  static constexpr const char* type = "isakmp.notify.data.resp_lifetime.ipsec.attr.type";
  static constexpr const char* length = "isakmp.notify.data.resp_lifetime.ipsec.attr.length";
  static constexpr const char* value = "isakmp.notify.data.resp_lifetime.ipsec.attr.value";
  static constexpr void values(auto&& code, auto&& number, auto&& octets) {
    namespace types = registry::ikev1_phase2_attribute;
    constexpr const char* duration = "isakmp.notify.data.resp_lifetime.ipsec.attr.life_duration";
    code(types::sa_life_type, registry::Ikev1LifeType{}, "life_type"_f,
         {"Life type", "isakmp.notify.data.resp_lifetime.ipsec.attr.life_type"});
    number(types::sa_life_duration, "life_duration"_f, {"Life duration", duration});
    octets(types::sa_life_duration, "life_duration_long"_f,
           {"Life duration", duration, Display::number});
  }
};
template <class Kind>
struct ResponderLifetime {
  static constexpr const char* name = "responder_lifetime";
  static constexpr const char* title = "Lifetime of the responder";
  List<Attribute<Kind>> attributes{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("attributes"_f, {"Attribute"}, self.attributes);
  }
};

// RFC 2408 section 3.14. `data` is kept whole; where its form is known it is shown once more
// inside.
struct Notify {
  static constexpr const char* name = "notify";
  static constexpr const char* title = "Notification";

  registry::Ikev1Doi doi{};
  registry::Ikev1ProtocolId protocol{};
  std::uint8_t spi_size = 0;  // 16 (both cookies) or 0 of ISAKMP, 4 of ESP and AH
  registry::Ikev1NotifyType type{};
  Bytes spi{};
  Bytes data{};

  constexpr bool is(std::uint16_t wanted) const { return type.value == wanted; }
  constexpr bool is_error() const { return type.value < 16384; }  // section 3.14.1

  static constexpr void describe(auto& wire, auto& self) {
    namespace types = registry::ikev1_notify;
    wire.field("doi"_f, {"Domain of interpretation", "isakmp.notify.doi"}, self.doi);
    wire.field("protocol"_f, {"Protocol ID", "isakmp.notify.protoid"}, self.protocol);
    wire.field("spi_size"_f, {"SPI size", "isakmp.spisize"}, self.spi_size);
    wire.field("type"_f, {"Notify message type", "isakmp.notify.msgtype"}, self.type);
    wire.bytes("spi"_f, {"SPI", "isakmp.spi"}, self.spi, self.spi_size);
    wire.rest("data"_f, {"Notification data", "isakmp.notify.data"}, self.data);
    const auto show = [&](bool present, auto form) {
      wire.when(present, [&](auto& w) { w.inside(self.data, form); });
    };
    const bool phase1 = self.protocol.value == registry::ikev1_protocol::isakmp;
    show(self.is(types::r_u_there) || self.is(types::r_u_there_ack), DpdSequence{});
    show(self.is(types::replay_status), ReplayStatus{});
    show(self.is(types::responder_lifetime) && phase1, ResponderLifetime<Phase1LifetimeKind>{});
    show(self.is(types::responder_lifetime) && !phase1, ResponderLifetime<Phase2LifetimeKind>{});
  }
};

}  // namespace espect::wire::ikev1
