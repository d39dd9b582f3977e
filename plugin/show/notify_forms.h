// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// Notify data that Wireshark's built-in dissector takes apart and ipsec/wire/ike/notify_data.h does
// not yet.
namespace espect::plugin {
using wire::literals::operator""_f;

// RFC 5685 section 6, gateway identities in REDIRECT and REDIRECTED_FROM.
struct Redirect {
  static constexpr const char* name = "redirect";
  static constexpr const char* title = "Redirect";
  static constexpr std::uint8_t ipv4 = 1, ipv6 = 2, fqdn = 3;

  std::uint8_t type = 0;
  std::uint8_t length = 0;
  Bytes identity;
  Bytes nonce;

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("type"_f, {"Gateway identity type", "isakmp.notify.data.redirect.gw_ident.type"},
               self.type);
    wire.field("length"_f, {"Gateway identity length", "isakmp.notify.data.redirect.gw_ident.len"},
               self.length);
    wire.when(self.type == ipv4, [&](auto& w) {
      w.bytes("ipv4"_f,
              {"New gateway", "isakmp.notify.data.redirect.new_resp_gw_ident.ipv4",
               wire::Display::ipv4},
              self.identity, self.length);
    });
    wire.when(self.type == ipv6, [&](auto& w) {
      w.bytes("ipv6"_f,
              {"New gateway", "isakmp.notify.data.redirect.new_resp_gw_ident.ipv6",
               wire::Display::ipv6},
              self.identity, self.length);
    });
    wire.when(self.type == fqdn, [&](auto& w) {
      w.bytes("fqdn"_f,
              {"New gateway", "isakmp.notify.data.redirect.new_resp_gw_ident.fqdn",
               wire::Display::text},
              self.identity, self.length);
    });
    wire.when(self.type < ipv4 || self.type > fqdn, [&](auto& w) {
      w.bytes("identity"_f, {"New gateway", "isakmp.notify.data.redirect.new_resp_gw_ident.data"},
              self.identity, self.length);
    });
    wire.rest("nonce"_f, {"Nonce", "isakmp.notify.data.redirect.nonce_data"}, self.nonce);
  }
};

struct RedirectedFrom {
  static constexpr const char* name = "redirected_from";
  static constexpr const char* title = "Redirected from";

  std::uint8_t type = 0;
  std::uint8_t length = 0;
  Bytes identity;

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("type"_f, {"Gateway identity type", "isakmp.notify.data.redirect.gw_ident.type"},
               self.type);
    wire.field("length"_f, {"Gateway identity length", "isakmp.notify.data.redirect.gw_ident.len"},
               self.length);
    wire.when(self.type == Redirect::ipv4, [&](auto& w) {
      w.bytes("ipv4"_f,
              {"Original gateway", "isakmp.notify.data.redirect.org_resp_gw_ident.ipv4",
               wire::Display::ipv4},
              self.identity, self.length);
    });
    wire.when(self.type == Redirect::ipv6, [&](auto& w) {
      w.bytes("ipv6"_f,
              {"Original gateway", "isakmp.notify.data.redirect.org_resp_gw_ident.ipv6",
               wire::Display::ipv6},
              self.identity, self.length);
    });
    wire.when(self.type != Redirect::ipv4 && self.type != Redirect::ipv6, [&](auto& w) {
      w.bytes("identity"_f,
              {"Original gateway", "isakmp.notify.data.redirect.org_resp_gw_ident.data"},
              self.identity, self.length);
    });
  }
};

// RFC 5723 section 7: TICKET_LT_OPAQUE and TICKET_OPAQUE.
struct TicketWithLifetime {
  static constexpr const char* name = "ticket_with_lifetime";
  static constexpr const char* title = "Ticket";

  std::uint32_t lifetime = 0;
  Bytes ticket;

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("lifetime"_f, {"Lifetime", "isakmp.notify.data.ticket_opaque.lifetime"},
               self.lifetime);
    wire.rest("ticket"_f, {"Ticket", "isakmp.notify.data.ticket_opaque.data"}, self.ticket);
  }
};
struct Ticket {
  static constexpr const char* name = "ticket";
  static constexpr const char* title = "Ticket";
  Bytes ticket;
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("ticket"_f, {"Ticket", "isakmp.notify.data.ticket_opaque.data"}, self.ticket);
  }
};

// RFC 6290 section 4.1; the responder that lost its state sends the token unprotected.
struct QuickCrashDetection {
  static constexpr const char* name = "quick_crash_detection";
  static constexpr const char* title = "Quick crash detection";
  Bytes token;
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("token"_f, {"Token", "isakmp.notify.data.qcd.token_secret_data"}, self.token);
  }
};

// RFC 6467 section 4.1.
struct SecurePasswordMethods {
  static constexpr const char* name = "secure_password_methods";
  static constexpr const char* title = "Secure password methods";
  Bytes methods;
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("methods"_f, {"Methods", "isakmp.notify.data.secure_password_methods"}, self.methods);
  }
};

// RFC 6311 section 5: counters of a cluster after a failover.
struct MessageIdSync {
  static constexpr const char* name = "message_id_sync";
  static constexpr const char* title = "Message ID synchronisation";
  std::uint32_t nonce = 0;
  std::uint32_t send = 0;
  std::uint32_t receive = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("nonce"_f, {"Nonce", "isakmp.notify.data.ha.nonce_data", wire::Display::hex},
               self.nonce);
    wire.field(
        "send"_f,
        {"Expected message ID to send", "isakmp.notify.data.ha.expected_send_req_message_id"},
        self.send);
    wire.field(
        "receive"_f,
        {"Expected message ID to receive", "isakmp.notify.data.ha.expected_recv_req_message_id"},
        self.receive);
  }
};
struct ReplayCounterSync {
  static constexpr const char* name = "replay_counter_sync";
  static constexpr const char* title = "Replay counter synchronisation";
  Bytes delta;
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("delta"_f,
              {"Delta of incoming SAs", "isakmp.notify.data.ha.incoming_ipsec_sa_delta_value"},
              self.delta);
  }
};

// RFC 5857 section 3.1.2.
struct RohcAttribute {
  static constexpr const char* name = "rohc_attribute";
  static constexpr const char* title = "ROHC attribute";
  static constexpr std::uint16_t max_cid = 1, profile = 2, integ = 3, icv_length = 4, mrru = 5;
  std::uint16_t format_and_type = 0;
  std::uint16_t value = 0;  // in the long form the length
  Bytes data;

  constexpr bool short_form() const { return (format_and_type & 0x8000) != 0; }
  constexpr bool is(std::uint16_t type) const { return format_and_type == (0x8000 | type); }
  static constexpr void describe(auto& wire, auto& self) {
    wire.bits("format_and_type"_f, {"Format and type", nullptr, wire::Display::hex},
              self.format_and_type,
              wire::part<0x8000>("format"_f, {"Short form", "isakmp.notify.data.rohc.attr.format"}),
              wire::part<0x7fff>("type"_f, {"Type", "isakmp.notify.data.rohc.attr.type"}));
    wire.when(self.is(max_cid), [&](auto& w) {
      w.field("max_cid"_f, {"MAX_CID", "isakmp.notify.data.rohc.attr.max_cid"}, self.value);
    });
    wire.when(self.is(profile), [&](auto& w) {
      w.field("profile"_f, {"ROHC profile", "isakmp.notify.data.rohc.attr.profile"}, self.value);
    });
    wire.when(self.is(integ), [&](auto& w) {
      w.field("integ"_f, {"Integrity algorithm", "isakmp.notify.data.rohc.attr.integ"}, self.value);
    });
    wire.when(self.is(icv_length), [&](auto& w) {
      w.field("icv_length"_f, {"ICV length", "isakmp.notify.data.rohc.attr.icv_len"}, self.value);
    });
    wire.when(self.is(mrru), [&](auto& w) {
      w.field("mrru"_f, {"MRRU", "isakmp.notify.data.rohc.attr.mrru"}, self.value);
    });
    const bool known = self.is(max_cid) || self.is(profile) || self.is(integ) ||
                       self.is(icv_length) || self.is(mrru);
    wire.when(self.short_form() && !known,
              [&](auto& w) { w.field("value"_f, {"Value"}, self.value); });
    wire.when(!self.short_form(), [&](auto& w) {
      w.field("length"_f, {"Length", "isakmp.notify.data.rohc.attr.length"}, self.value);
      w.bytes("data"_f, {"Value", "isakmp.notify.data.rohc.attr.value"}, self.data, self.value);
    });
  }
};
struct RohcSupported {
  static constexpr const char* name = "rohc_supported";
  static constexpr const char* title = "ROHC supported";
  wire::List<RohcAttribute> attributes;
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("attributes"_f, {"ROHC attribute", "isakmp.notify.data.rohc.attr"}, self.attributes);
  }
};

// Calls `use(Form{})` when the type has one of these forms.
template <class Use>
constexpr void with_notify_form(std::uint16_t type, Use&& use) {
  namespace types = registry::notify;
  switch (type) {
    case types::redirect:
      return use(Redirect{});
    case types::redirected_from:
      return use(RedirectedFrom{});
    case types::ticket_lt_opaque:
      return use(TicketWithLifetime{});
    case types::ticket_opaque:
      return use(Ticket{});
    case types::quick_crash_detection:
      return use(QuickCrashDetection{});
    case types::secure_password_methods:
      return use(SecurePasswordMethods{});
    case types::ikev2_message_id_sync:
      return use(MessageIdSync{});
    case types::ipsec_replay_counter_sync:
      return use(ReplayCounterSync{});
    case types::rohc_supported:
      return use(RohcSupported{});
    default:
      return;
  }
}
template <class Use>
constexpr void for_each_notify_form(Use&& use) {
  for (const auto type :
       {registry::notify::redirect, registry::notify::redirected_from,
        registry::notify::ticket_lt_opaque, registry::notify::ticket_opaque,
        registry::notify::quick_crash_detection, registry::notify::secure_password_methods,
        registry::notify::ikev2_message_id_sync, registry::notify::ipsec_replay_counter_sync,
        registry::notify::rohc_supported})
    with_notify_form(type, use);
}

}  // namespace espect::plugin
