// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/outside.h"

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::sessions {
namespace {

namespace exchange_types = registry::exchange;
namespace payload_types = registry::payload;

// D of the IKE SA: 8 octets (RFC 7296 section 3.11), and one of Pad Length. D of an ESP SA has 4
// octets more.
constexpr std::size_t one_short_payload = 9;

// IDr, AUTH, SA, TSi and TSr do not fit into less than this behind the SK header.
constexpr std::size_t least_answer_octets = 84;

constexpr std::uint8_t nothing_inside = 0;

// The first fragment says what is inside the whole message.
bool tells_what_is_inside(const IkeMessage& message) {
  return !message.fragment() || message.fragment()->number == 1;
}

// Whether its payload, or the one that it answers, may be D of the IKE SA: not where the size says
// what it is. A response whose request is not in the capture says nothing of it.
bool may_be_delete(const IkeSa& sa, const Exchange& exchange, const IkeMessage& message) {
  if (message.header().exchange.value != exchange_types::informational) return false;
  if (!message.header().response())
    return message.first_inside().value == payload_types::d && !octets_inside(sa, message);
  return exchange.request_frames.empty() || sa.may_have_ended;
}

void judge_auth_response(IkeSa& sa, const IkeMessage& message) {
  if (!tells_what_is_inside(message)) return;
  switch (message.first_inside().value) {
    case nothing_inside:
      return;
    case payload_types::n:
      sa.looks_refused = looks_like_refusal(message);
      return;
    case payload_types::eap:
      return sa.see(IkeSaSeen::auth_goes_on);
    default:
      return sa.see(IkeSaSeen::auth_answered);
  }
}

}  // namespace

bool looks_like_refusal(const IkeMessage& message) {
  const auto& header = message.header();
  return header.response() && header.exchange.value == exchange_types::ike_auth &&
         message.encrypted() && !message.fragment() &&
         message.first_inside().value == payload_types::n &&
         message.protected_octets().size() < least_answer_octets;
}

std::optional<std::size_t> octets_inside(const IkeSa& sa, const IkeMessage& message) {
  if (message.fault().problem != Problem::none) return std::nullopt;
  const auto encr = sa.selection ? sa.selection->algorithms().encr : sa.likely_encr;
  const auto* cipher = registry::encryption_parameters(encr.meaning);
  if (cipher == nullptr || !cipher->is_aead()) return std::nullopt;
  const std::size_t around = cipher->wire_iv_octets + std::size_t{cipher->icv_octets};
  const auto octets = message.protected_octets().size();
  if (octets < around) return std::nullopt;
  return octets - around;
}

void judge_outside(IkeSa& sa, Exchange& exchange, const IkeMessage& message) {
  const auto& header = message.header();
  const auto type = header.exchange.value;
  sa.looks_refused = false;
  sa.may_have_ended = may_be_delete(sa, exchange, message);
  if (!header.response()) {
    if (type == exchange_types::ike_auth && exchange.response_frame == 0)
      sa.see(IkeSaSeen::auth_goes_on);
    exchange.looks_like_delete =
        type == exchange_types::informational && message.first_inside().value == payload_types::d &&
        !message.fragment() && octets_inside(sa, message) == one_short_payload;
    return;
  }
  if (type == exchange_types::ike_intermediate) return;
  if (type == exchange_types::ike_auth) return judge_auth_response(sa, message);
  if (exchange.deletes_ike_sa) return sa.see(IkeSaSeen::delete_answered);
  if (exchange.looks_like_delete) return sa.see(IkeSaSeen::delete_looks_answered);
  if (type == exchange_types::create_child_sa || !sa.seen_from_start) sa.see(IkeSaSeen::used);
}

void judge_end(IkeSa& sa) {
  if (sa.looks_refused) sa.see(IkeSaSeen::auth_looks_refused);
}

}  // namespace espect::sessions
