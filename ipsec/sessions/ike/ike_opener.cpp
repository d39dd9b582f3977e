// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_opener.h"

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ike/deletes.h"
#include "ipsec/sessions/ike/ike_sa_init.h"

namespace espect::sessions {
namespace {

namespace exchange_types = registry::exchange;
namespace notify_types = registry::notify;
constexpr auto full_transcript_auth = notify_types::ike_sa_init_full_transcript_auth;

OpenedBy opened_by(const IkeGeneration& generation, bool from_initiator) {
  const auto& cipher = from_initiator ? generation.from_initiator : generation.from_responder;
  return {generation.number, static_cast<std::uint8_t>(cipher->iv_octets()),
          static_cast<std::uint8_t>(cipher->icv_octets())};
}

}  // namespace

IkeSecrets* IkeOpener::secrets_of(const IkeSa& sa) {
  const auto found = secrets_.find(sa.id);
  if (found != secrets_.end()) return found->second.get();
  if (!ring_.names_ike_sa(sa.spi_i)) return nullptr;
  return secrets_.emplace(sa.id, std::make_unique<IkeSecrets>(ring_)).first->second.get();
}

void IkeOpener::on_init_request(const IkeSa& sa, const IkeMessage& message) {
  auto* secrets = secrets_of(sa);
  if (secrets == nullptr) return;
  secrets->nonce_i = sa_payloads_of(message).nonce;
  secrets->verifier.set_init_request(message.octets(), sa.initiator_said(full_transcript_auth));
  secrets->verifier.set_nonces(secrets->nonce_i, secrets->nonce_r);
  secrets->generations.reset();
}

void IkeOpener::on_init_response(const IkeSa& sa, const IkeMessage& message) {
  auto* secrets = secrets_of(sa);
  if (secrets == nullptr) return;
  secrets->nonce_r = sa_payloads_of(message).nonce;
  secrets->verifier.set_init_response(message.octets(), sa.responder_said(full_transcript_auth));
  secrets->verifier.set_nonces(secrets->nonce_i, secrets->nonce_r);
  secrets->generations.reset();
}

void IkeOpener::on_rekeyed(const IkeSa& sa, NewIkeSa& made) {
  auto* secrets = secrets_of(sa);
  if (secrets == nullptr) return;
  secrets->nonce_i = std::move(made.nonce_i);
  secrets->nonce_r = std::move(made.nonce_r);
  secrets->old_sk_d = std::move(made.old_sk_d);
  secrets->generations.reset();
}

// Every generation that the key sources can say of this SA.
IkeGenerations IkeOpener::generations_of(const IkeSa& sa, const IkeSecrets& secrets,
                                         const registry::ExperimentalProfile* profile) const {
  IkeGenerations generations(ring_, sa.spi_i, sa.spi_r, sa.selection ? &*sa.selection : nullptr,
                             profile);
  if (secrets.nonce_i.empty() || secrets.nonce_r.empty()) return generations;
  const bool ppk_in_intermediate =
      sa.initiator_said(notify_types::use_ppk_int) && sa.responder_said(notify_types::use_ppk_int);
  if (sa.rekeyed_from)
    generations.derive_rekeyed(secrets.old_sk_d, secrets.nonce_i, secrets.nonce_r);
  else
    generations.derive_initial(secrets.nonce_i, secrets.nonce_r, ppk_in_intermediate);
  return generations;
}

IkeOpener::Unsealed IkeOpener::unseal(IkeSa& sa, const Datagram& datagram,
                                      const IkeMessage& message, bool from_initiator) {
  const auto& header = message.header();
  if (header.major_version() != 2 || !message.encrypted() || opens_ike_sa(header)) return {};
  auto* secrets = secrets_of(sa);
  if (secrets == nullptr) return {};
  // Needs the negotiation, so it is made when the first encrypted message comes.
  if (!secrets->generations) {
    secrets->generations.emplace(generations_of(sa, *secrets, message.profile()));
    sa.opening->keys_known = secrets->generations->any();
    sa.opening->why_closed = secrets->generations->why_closed();
  }
  const auto* generation = secrets->generations->open(message, from_initiator, plaintext_);
  // IKE_INTERMEDIATE makes keys that another secret may be wanted for (RFC 9370); behind it they
  // stay.
  bool& for_good = secrets->keys_for_good[from_initiator ? 0 : 1];
  if (generation != nullptr && header.exchange.value != exchange_types::ike_intermediate)
    for_good = true;
  const bool whole = datagram.cut_octets == 0 && message.fault().problem == Problem::none;
  if (generation != nullptr || !for_good || !whole) return {.generation = generation};
  generation = secrets->generations->open(message, !from_initiator, plaintext_);
  return {generation, generation == nullptr, generation != nullptr};
}

IkeOpener::Outcome IkeOpener::open(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                                   const IkeGeneration& generation, bool from_initiator,
                                   bool retransmission) {
  Outcome outcome;
  auto* secrets = secrets_of(sa);
  sa.opening->generations = secrets->generations->opened();
  std::optional<IkeContents> contents;
  if (const auto inside = without_padding(plaintext_)) {
    if (message.fragment())
      contents = secrets->fragments.add(message, from_initiator, *inside);
    else
      contents.emplace(message.first_inside(),
                       std::vector<std::uint8_t>(inside->begin(), inside->end()),
                       message.profile());
  }
  if (contents && !retransmission) {
    const auto exchange = message.header().exchange.value;
    if (exchange == exchange_types::ike_intermediate)
      secrets->verifier.on_intermediate(message, from_initiator, *contents, generation);
    if (exchange == exchange_types::ike_auth) {
      secrets->verifier.on_auth(message, from_initiator, *contents, generation);
      sa.opening->auth = secrets->verifier.peers();
    }
    outcome.deletes_ike_sa = deletes_ike_sa(*contents);
    outcome.made = negotiations_.on({sa, *secrets, datagram, message, *contents, from_initiator},
                                    secrets->generations->sk_d(generation));
  }
  events_.tell(IkeMessageOpened{datagram, message, sa, opened_by(generation, from_initiator),
                                plaintext_, contents ? &*contents : nullptr, retransmission,
                                from_initiator});
  return outcome;
}

}  // namespace espect::sessions
