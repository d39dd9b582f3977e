// SPDX-License-Identifier: GPL-2.0-or-later
// The part of IkeSessions that needs keys.
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ike/ike_sessions.h"

namespace espect::sessions {
namespace {

namespace exchange_types = registry::exchange;
namespace notify_types = registry::notify;

// Every generation that the key sources can say of this SA. Needs its negotiation, so it is made
// when the first encrypted message comes.
IkeGenerations generations_of(const IkeSa& sa, const keys::KeyRing& ring) {
  const auto& secrets = *sa.secrets;
  IkeGenerations generations(ring, sa.spi_i, sa.spi_r, sa.selection ? &*sa.selection : nullptr);
  if (secrets.nonce_i.empty() || secrets.nonce_r.empty()) return generations;
  const bool ppk_in_intermediate =
      sa.initiator_said(notify_types::use_ppk_int) && sa.responder_said(notify_types::use_ppk_int);
  if (sa.rekeyed_from)
    generations.derive_rekeyed(secrets.old_sk_d, secrets.nonce_i, secrets.nonce_r);
  else
    generations.derive_initial(secrets.nonce_i, secrets.nonce_r, ppk_in_intermediate);
  return generations;
}

}  // namespace

void IkeSessions::keep_init_response(IkeSa& sa, const IkeMessage& message) {
  auto& secrets = *sa.secrets;
  secrets.nonce_r = sa_payloads_of(message).nonce;
  const bool full_transcript = sa.initiator_said(notify_types::ike_sa_init_full_transcript_auth) &&
                               sa.responder_said(notify_types::ike_sa_init_full_transcript_auth);
  secrets.authentication.set_init_response(message.octets(), full_transcript);
  secrets.authentication.set_nonces(secrets.nonce_i, secrets.nonce_r);
}

void IkeSessions::open(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                       bool retransmission) {
  auto& secrets = *sa.secrets;
  if (!secrets.generations) secrets.generations.emplace(generations_of(sa, *ring_));
  const auto* generation = secrets.generations->open(message, plaintext_);
  if (generation == nullptr) return;
  ++sa.decrypted;
  peers_.ike_message_opened(sa.initiator, sa.responder);
  if (sa.rekeyed_from) {  // it is in use, so the rekey is complete
    sas_[*sa.rekeyed_from - 1].state = IkeSaState::rekeyed;
    if (sa.state == IkeSaState::negotiating) sa.state = IkeSaState::established;
  }
  std::optional<IkeContents> contents;
  if (const auto inside = without_padding(plaintext_)) {
    if (message.fragment())
      contents = secrets.fragments.add(message, *inside);
    else
      contents.emplace(message.first_inside(),
                       std::vector<std::uint8_t>(inside->begin(), inside->end()));
  }
  std::optional<NewIkeSa> made;
  if (contents && !retransmission) {
    if (message.header().exchange.value == exchange_types::ike_intermediate)
      secrets.authentication.on_intermediate(message, *contents, *generation);
    if (message.header().exchange.value == exchange_types::ike_auth)
      secrets.authentication.on_auth(message, *contents, *generation);
    made = negotiations_->on(sa, datagram, message, *contents, *generation);
  }
  events_.tell(IkeMessageOpened{datagram, message, sa, *generation, plaintext_,
                                contents ? &*contents : nullptr, retransmission});
  if (made) add_rekeyed(sa, datagram, std::move(*made));
}

void IkeSessions::add_rekeyed(IkeSa& old, const Datagram& datagram, NewIkeSa made) {
  IkeSa* sa = find(made.spi_i, made.spi_r);
  if (sa == nullptr) {
    if (sas_.size() >= max_sas_) return;
    // This is the response, so it comes from the responder of the exchange.
    sa = &add(made.spi_i, made.spi_r, datagram, old.version, false);
  }
  if (!sa->seen_from_start) peers_.ike_sa_start_known(sa->initiator, sa->responder);
  sa->seen_from_start = true;
  sa->rekeyed_from = old.id;
  sa->lineage = old.lineage;
  old.rekeyed_to = sa->id;
  if (!made.follow_ups) {
    old.state = IkeSaState::rekeyed;
    sa->state = IkeSaState::established;
  }
  sa->offer = std::move(made.offer);
  sa->selection = std::move(made.selection);
  // What IKE_SA_INIT agreed on holds for its successors.
  sa->notifies_i = made.from_initiator ? old.notifies_i : old.notifies_r;
  sa->notifies_r = made.from_initiator ? old.notifies_r : old.notifies_i;
  sa->secrets->nonce_i = std::move(made.nonce_i);
  sa->secrets->nonce_r = std::move(made.nonce_r);
  sa->secrets->old_sk_d = std::move(made.old_sk_d);
  sa->secrets->generations.reset();
  events_.tell(IkeSaRekeyed{old, *sa, made.from_initiator, made.request_frame, datagram.frame});
}

}  // namespace espect::sessions
