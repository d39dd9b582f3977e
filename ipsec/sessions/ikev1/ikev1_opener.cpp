// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/ikev1_opener.h"

#include <algorithm>

#include "ipsec/crypto/proof.h"
#include "ipsec/registry/ikev2_equivalent.h"

namespace espect::sessions {
namespace {

namespace payload = registry::ikev1_payload;
namespace notifies = registry::ikev1_notify;
namespace ikev1_types = registry::ikev1_exchange;

// Behind the last payload; some add more than a block.
constexpr std::size_t most_padding = 256;

bool plausible(const Ikev1Contents& contents, const Ikev1Message& message,
               std::size_t hash_octets) {
  if (contents.fault().problem != Problem::none || contents.payloads().empty() ||
      contents.padding().size() > most_padding)
    return false;
  for (const auto& one : contents.payloads()) {
    if (one.type.find() == nullptr) return false;
    if (one.type.value == payload::hash && one.body.size() != hash_octets) return false;
  }
  const auto first = contents.payloads().front().type.value;
  if (!message.phase1()) return first == payload::hash;
  return contents.first(payload::hash) != nullptr || contents.first(payload::sig) != nullptr ||
         message.header().exchange.value == ikev1_types::informational;
}

void keep_proof(Phase1Material& material, const Ikev1Payloads& payloads, std::size_t side) {
  const auto keep = [](const wire::ikev1::Payload* one, std::vector<std::uint8_t>& into) {
    if (one != nullptr) into.assign(one->body.begin(), one->body.end());
  };
  keep(payloads.first(payload::id), material.ids[side]);
  keep(payloads.first(payload::hash), material.hashes[side]);
  material.signed_by[side] |= payloads.first(payload::sig) != nullptr;
}

}  // namespace

Ikev1Opener::Secrets* Ikev1Opener::secrets_of(const IkeSa& sa) {
  const auto found = secrets_.find(sa.id);
  if (found != secrets_.end()) return found->second.get();
  if (!ring_.names_ike_sa(sa.spi_i)) return nullptr;
  return secrets_.emplace(sa.id, std::make_unique<Secrets>()).first->second.get();
}

void Ikev1Opener::on_clear(const IkeSa& sa, const Ikev1Message& message, bool from_initiator) {
  auto* secrets = secrets_of(sa);
  if (secrets == nullptr) return;
  auto& material = secrets->material;
  const std::size_t side = from_initiator ? 0 : 1;
  const auto keep = [](const wire::ikev1::Payload* one, std::vector<std::uint8_t>& into) {
    if (one != nullptr) into.assign(one->body.begin(), one->body.end());
  };
  keep(message.first(payload::nonce), material.nonces[side]);
  keep(message.first(payload::ke), material.publics[side]);
  if (from_initiator) keep(message.first(payload::sa), material.sa_i);
  keep_proof(material, message, side);
}

bool Ikev1Opener::open_with(const Ikev1Candidate& candidate, const crypto::Prf& prf,
                            const Secrets& secrets, const Ikev1Message& message, Bytes iv,
                            std::uint8_t place, std::optional<Ikev1Contents>& contents,
                            bool& hash_verified) const {
  std::vector<std::uint8_t> plaintext;
  if (!candidate.cipher.open(iv, message.ciphertext(), plaintext)) return false;
  const auto& header = message.header();
  contents.emplace(header.next_payload, std::move(plaintext), message.profile());
  if (!plausible(*contents, message, prf.output_octets())) return false;
  hash_verified = false;
  if (message.phase1() || candidate.keys.a.empty()) return true;
  const auto& hash = contents->payloads().front();
  const auto rest = contents->behind(hash);
  crypto::Secret expected;
  if (header.exchange.value != ikev1_types::quick_mode || place == 1) {
    expected = crypto::phase2_hash(prf, candidate.keys.a, header.message_id, rest);
  } else {
    const auto quick =
        std::ranges::find(secrets.quick_modes, header.message_id, &QuickMode::message_id);
    if (quick == secrets.quick_modes.end()) return true;
    expected = place == 2 ? crypto::quick_mode_hash_2(prf, candidate.keys.a, header.message_id,
                                                      quick->nonce_i, rest)
                          : crypto::quick_mode_hash_3(prf, candidate.keys.a, header.message_id,
                                                      quick->nonce_i, quick->nonce_r);
  }
  hash_verified = crypto::same_proof(hash.body, expected);
  return hash_verified;
}

Ikev1Opener::Opened Ikev1Opener::open(IkeSa& sa, const Datagram& datagram,
                                      const Ikev1Message& message, const Exchange& exchange,
                                      bool from_initiator, std::uint8_t place, bool copy) {
  Opened opened;
  auto* secrets = secrets_of(sa);
  if (secrets == nullptr || message.ciphertext().empty()) return opened;
  if (!secrets->candidates_known) {
    secrets->candidates = ikev1_candidates(ring_, sa, secrets->material, secrets->problem);
    secrets->candidates_known = true;
    sa.opening->keys_known = !secrets->candidates.empty();
    if (!secrets->problem.empty()) sa.opening->why_closed = secrets->problem;
  }
  if (!sa.selection) return opened;
  const auto prf = crypto::Prf::of(sa.selection->prf());
  const auto block = crypto::cbc_block_octets(sa.selection->algorithms().encr);
  if (!prf || !block) return opened;
  auto iv = secrets->ivs.iv_of(*prf, secrets->material, message, *block);
  if (iv.empty()) {
    if (!secrets->candidates.empty())
      sa.opening->why_closed = "its key exchange is not in the capture";
    return opened;
  }
  std::optional<Ikev1Contents> contents;
  bool hash_verified = false;
  for (std::size_t i = 0; i < secrets->candidates.size() && !opened.opened; ++i) {
    const auto at = secrets->chosen.value_or(i);
    opened.opened = open_with(secrets->candidates[at], *prf, *secrets, message, iv, place, contents,
                              hash_verified);
    if (opened.opened) secrets->chosen = at;
    if (secrets->chosen) break;
  }
  // Who cannot open knows no better than the order; what does not fit a key that does is foreign.
  if (!copy && (opened.opened || !secrets->chosen))
    secrets->ivs.passed(message, std::move(iv), *block);
  if (!opened.opened) {
    if (!secrets->candidates.empty()) sa.opening->why_closed = "no key that is given opens it";
    return opened;
  }
  ++sa.decrypted;
  sa.opening->generations = 1;
  if (!copy) {
    if (message.phase1() && message.header().exchange.value != ikev1_types::informational) {
      keep_proof(secrets->material, *contents, from_initiator ? 0 : 1);
      // In aggressive mode the responder's proof is in the clear, before anything can be opened.
      for (const std::size_t side : {0U, 1U}) verify_proof(sa, *secrets, side);
    }
    note(sa, *contents, message, from_initiator, opened);
    const auto& candidate = secrets->candidates[*secrets->chosen];
    quick_modes_.on({sa, secrets->quick_modes, datagram, message, *contents, exchange,
                     from_initiator, place, *prf, candidate.keys.d});
  }
  own_events_.tell(
      Ikev1MessageOpened{datagram, message, sa, *contents, hash_verified, copy, from_initiator});
  return opened;
}

const std::vector<Ikev1Offer>* Ikev1Opener::asked(const IkeSa& sa, std::uint32_t message_id) {
  auto* secrets = secrets_of(sa);
  if (secrets == nullptr) return nullptr;
  const auto quick = std::ranges::find(secrets->quick_modes, message_id, &QuickMode::message_id);
  return quick != secrets->quick_modes.end() ? &quick->offers : nullptr;
}

// HASH_I and HASH_R (RFC 2409 section 5); a signature is over the same value.
void Ikev1Opener::verify_proof(IkeSa& sa, const Secrets& secrets, std::size_t side) {
  const auto& material = secrets.material;
  const auto& proof = material.hashes[side];
  if (proof.empty() && !material.signed_by[side]) return;
  auto& peer = sa.opening->auth[side];
  peer.id = material.ids[side];
  if (const auto method =
          registry::ikev2_equivalent<registry::AuthenticationMethod>(sa.ikev1->authentication))
    peer.method = *method;
  peer.verdict = AuthVerdict::not_verified;
  const auto& candidate = secrets.candidates[*secrets.chosen];
  const auto prf = crypto::Prf::of(sa.selection->prf());
  if (proof.empty() || candidate.skeyid.empty() || !prf || !material.complete() ||
      material.sa_i.empty() || peer.id.empty())
    return;
  const bool initiator = side == 0;
  const auto expected = crypto::phase1_hash(
      *prf, candidate.skeyid,
      {material.publics[side], material.publics[1 - side], initiator ? sa.spi_i : sa.spi_r,
       initiator ? sa.spi_r : sa.spi_i, material.sa_i, peer.id});
  peer.verdict = crypto::same_proof(proof, expected) ? AuthVerdict::verified : AuthVerdict::failed;
}

void Ikev1Opener::note(IkeSa& sa, const Ikev1Contents& contents, const Ikev1Message& message,
                       bool from_initiator, Opened& opened) const {
  Ikev1Sa& phase1 = *sa.ikev1;
  const auto exchange = message.header().exchange.value;
  if (message.phase1()) {
    auto& peer = phase1.peers[from_initiator ? 0 : 1];
    for (const auto& one : contents.payloads()) {
      if (one.type.value == payload::id && peer.id.empty())
        peer.id.assign(one.body.begin(), one.body.end());
      if (one.type.value == payload::cert) peer.certificate = true;
    }
    const bool last = exchange == ikev1_types::aggressive ? from_initiator : !from_initiator;
    opened.phase1_complete = last && exchange != ikev1_types::informational;
  }
  if (const auto error = contents.error_notify()) opened.error = error->type;
  for (const auto& one : contents.payloads()) {
    if (one.type.value == payload::n) {
      const auto notify = one.as<wire::ikev1::Notify>();
      const auto number = wire::decode_all<wire::ikev1::DpdSequence>(notify.data).sequence;
      if (notify.is(notifies::r_u_there)) opened.probe = number;
      if (notify.is(notifies::r_u_there_ack)) opened.probe_answer = number;
    } else if (one.type.value == payload::d) {
      const auto deletes = one.as<wire::ikev1::Delete>();
      for (const auto& cookies : deletes.cookies)
        opened.deleted.emplace_back(cookies.spi_i, cookies.spi_r);
    } else if (one.type.value == payload::attr) {
      namespace attributes = registry::ikev1_configuration_attribute;
      const auto configuration = one.as<wire::ikev1::Configuration>();
      for (const auto& attribute : configuration.attributes) {
        const auto type = attribute.type().value;
        const bool xauth = type >= attributes::xauth_type && type <= attributes::xauth_answer;
        (xauth ? phase1.xauth : phase1.configuration) = true;
        if (type == attributes::xauth_status && attribute.number())
          phase1.xauth_accepted = *attribute.number() == 1;
      }
    }
  }
}

}  // namespace espect::sessions
