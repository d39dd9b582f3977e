// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sa_init.h"

#include <algorithm>

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ike/ike_opener.h"

namespace espect::sessions {
namespace {

namespace exchange_types = registry::exchange;
namespace notify_types = registry::notify;
namespace payload_types = registry::payload;

// Attempts whose key exchange methods are kept.
constexpr std::size_t max_attempts = 64;

registry::KeyExchangeMethod key_exchange_method(const IkeMessage& message) {
  const auto* payload = message.first(payload_types::ke);
  if (payload == nullptr) return {};
  return payload->as<wire::ike::KeyExchange>().method;
}

}  // namespace

bool opens_ike_sa(const wire::ike::Header& header) {
  return header.exchange.value == exchange_types::ike_sa_init ||
         header.exchange.value == exchange_types::ike_session_resume;
}

bool is_unprotected_notify(const IkeMessage& message) {
  const auto& header = message.header();
  return header.major_version() == 2 && !message.encrypted() && !opens_ike_sa(header) &&
         message.fault().problem == Problem::none && message.error_notify() &&
         std::ranges::all_of(message.payloads(), [](const wire::ike::Payload& payload) {
           return payload.type.value == payload_types::n;
         });
}

// RFC 8784 section 3, RFC 9867: both have to announce the same way. What the snap length cut off
// may have announced it.
void IkeSaInit::judge_ppk(IkeSa& sa, const Datagram& datagram) const {
  if (!sa.selection || datagram.cut_octets != 0 || cut_requests_.contains(sa.id)) return;
  const auto announced = [&](std::uint16_t notify) {
    const bool request_seen = !sa.key_exchanges_sent.empty();
    return sa.responder_said(notify) && (!request_seen || sa.initiator_said(notify));
  };
  if (!announced(notify_types::use_ppk) && !announced(notify_types::use_ppk_int))
    sa.ppk_used = false;
}

void IkeSaInit::on_request(IkeSa& sa, const Exchange& exchange, const Datagram& datagram,
                           const IkeMessage& message) {
  const auto method = key_exchange_method(message);
  if (sa.refusal && exchange.attempt > 0) {
    const auto refusal = *sa.refusal;
    sa.refusal.reset();
    events_.tell(KeyExchangeRetried{sa, refusal.offered, refusal.wanted, method,
                                    refusal.request_frame, refusal.refusal_frame, datagram.frame});
  }
  if (exchange.response_frame == 0) sa.see(IkeSaSeen::init_asked);
  if (const auto* payload = message.first(payload_types::sa))
    sa.offer = proposals_of(payload->as<wire::ike::SecurityAssociation>());
  if (sa.key_exchanges_sent.size() < max_attempts) sa.key_exchanges_sent.push_back(method);
  sa.notifies_i = message.notify_types();
  if (datagram.cut_octets != 0)
    cut_requests_.insert(sa.id);
  else
    cut_requests_.erase(sa.id);
  judge_ppk(sa, datagram);
  if (opener_ != nullptr) opener_->on_init_request(sa, message);
}

void IkeSaInit::on_response(IkeSa& sa, const Exchange& exchange, const Datagram& datagram,
                            const IkeMessage& message) {
  const std::uint32_t request_frame =
      exchange.request_frames.empty() ? 0 : exchange.request_frames.back();
  if (const auto* payload = message.first(payload_types::sa)) {
    const auto chosen = proposals_of(payload->as<wire::ike::SecurityAssociation>());
    sa.notifies_r = message.notify_types();
    if (chosen.empty()) return;
    sa.selection = chosen.front();
    judge_ppk(sa, datagram);
    if (opener_ != nullptr) opener_->on_init_response(sa, message);
    sa.see(IkeSaSeen::init_selected);
    events_.tell(IkeSaNegotiated{sa, request_frame, datagram.frame});
    return;
  }
  if (message.has_notify(notify_types::cookie)) {
    ++sa.cookies;
    return;
  }
  const auto error = message.error_notify();
  if (!error) return;
  if (error->is(notify_types::invalid_ke_payload)) {
    ++sa.invalid_ke;
    const auto accepted =
        wire::decode_all<wire::ike::AcceptedKeyExchange>(error->data, nullptr, message.profile());
    const auto offered = sa.key_exchanges_sent.empty() ? registry::KeyExchangeMethod{}
                                                       : sa.key_exchanges_sent.back();
    sa.refusal = {offered, accepted.method, request_frame, datagram.frame};
    return;
  }
  sa.see(IkeSaSeen::init_refused);
  events_.tell(IkeSaRefused{sa, error->type.value, request_frame, datagram.frame});
}

}  // namespace espect::sessions
