// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_generations.h"

#include <algorithm>

namespace espect::sessions {
namespace {

// Rows and combinations of secrets for one IKE SA that are tried: a key file may be hostile too.
constexpr std::size_t max_generations = 256;

void fill(crypto::Secret& known, crypto::Secret& more) {
  if (known.empty()) known = std::move(more);
}

std::optional<crypto::PacketCipher> cipher_of(crypto::SaAlgorithms algorithms, Bytes encr_key,
                                              Bytes integ_key, std::string& problem) {
  std::string why;
  if (encr_key.empty()) {
    why = "the key source gives no SK_e";
  } else if (algorithms.encr == 0) {
    why = "neither the key source nor the capture says its algorithms";
  } else {
    auto cipher = crypto::PacketCipher::of(algorithms.encr, encr_key, algorithms.integ, integ_key);
    if (cipher && cipher->authenticates()) return std::move(*cipher);
    why = cipher ? "nothing authenticates its messages" : cipher.error();
  }
  if (problem.empty()) problem = why;
  return std::nullopt;
}

}  // namespace

bool IkeGeneration::contradicts(const crypto::Secret& other_ai,
                                registry::IntegrityAlgorithm other_integ) const {
  if (!from_initiator && !from_responder) return false;
  return (!keys.ai.empty() && !other_ai.empty() && keys.ai != other_ai) ||
         (integ != 0 && other_integ != 0 && integ != other_integ);
}

IkeGenerations::IkeGenerations(const keys::KeyRing& ring, std::uint64_t spi_i, std::uint64_t spi_r,
                               const Proposal* selection,
                               const registry::ExperimentalProfile* profile)
    : ring_(ring), spi_i_(spi_i), spi_r_(spi_r) {
  if (selection != nullptr) {
    algorithms_ = selection->algorithms();
    prf_ = selection->prf();
  }
  add_supplied(profile);
}

void IkeGenerations::add_supplied(const registry::ExperimentalProfile* profile) {
  std::uint32_t number = 0;
  for (const auto* row : ring_.ike_keys(spi_i_, spi_r_)) {
    crypto::SaAlgorithms algorithms = algorithms_;
    if (row->encr) {
      algorithms.encr = registry::EncryptionAlgorithm::said(profile, *row->encr);
      if (row->integ)
        algorithms.integ = registry::IntegrityAlgorithm::said(profile, *row->integ);
      else if (row->ai.empty())
        algorithms.integ = {};
    }
    // Another integrity key under the same SK_e* is another account of the same generation.
    const auto same = std::ranges::find_if(generations_, [&](const auto& known) {
      return known->keys.ei == row->ei && known->keys.er == row->er &&
             known->contradicts(row->ai, algorithms.integ);
    });
    const bool again = same != generations_.end() && !row->generation;
    if (again) number = (*same)->number;
    number = row->generation.value_or(number);
    add(number++, row->prf ? registry::PseudorandomFunction::said(profile, *row->prf) : prf_,
        {row->d, row->ai, row->ar, row->ei, row->er, row->pi, row->pr}, algorithms);
  }
}

void IkeGenerations::add(std::uint32_t number, registry::PseudorandomFunction prf,
                         crypto::IkeKeyMaterial keys, crypto::SaAlgorithms algorithms) {
  // The same keys from another source may say what the first left out. Another SK_d under the same
  // SK_e* is that of RFC 8784.
  for (auto& known : generations_) {
    if (known->keys.ei != keys.ei || known->keys.er != keys.er) continue;
    if (!known->keys.d.empty() && !keys.d.empty() && known->keys.d != keys.d) continue;
    if (known->contradicts(keys.ai, algorithms.integ)) continue;
    fill(known->keys.d, keys.d);
    fill(known->keys.pi, keys.pi);
    fill(known->keys.pr, keys.pr);
    if (known->prf == 0) known->prf = prf;
    if (known->from_initiator || known->from_responder) return;
    known->keys.ai = keys.ai;  // what it was said with made no cipher
    known->keys.ar = keys.ar;
    make_ciphers(*known, algorithms);
    return;
  }
  if (generations_.size() >= max_generations) return;
  auto generation = std::make_unique<IkeGeneration>();
  generation->number = number;
  generation->prf = prf;
  generation->keys = std::move(keys);
  make_ciphers(*generation, algorithms);
  generations_.push_back(std::move(generation));
}

void IkeGenerations::make_ciphers(IkeGeneration& generation, crypto::SaAlgorithms algorithms) {
  const auto& keys = generation.keys;
  generation.integ = algorithms.integ;
  generation.from_initiator = cipher_of(algorithms, keys.ei, keys.ai, problem_);
  generation.from_responder = cipher_of(algorithms, keys.er, keys.ar, problem_);
}

void IkeGenerations::derive_from_skeyseed(std::uint32_t number, const crypto::Prf& prf,
                                          Bytes skeyseed, Bytes ni, Bytes nr) {
  auto keys = crypto::ike_key_material(prf, algorithms_, skeyseed, ni, nr, spi_i_, spi_r_);
  if (keys) add(number, prf.id(), std::move(*keys), algorithms_);
}

void IkeGenerations::derive_initial(Bytes ni, Bytes nr, bool ppk_in_intermediate) {
  const auto prf = crypto::Prf::of(prf_);
  if (!prf) return;
  for (const auto* first : ring_.ike_secrets(spi_i_, spi_r_, 0))
    derive_from_skeyseed(0, *prf, crypto::skeyseed(*prf, ni, nr, first->secret), ni, nr);
  // Nonces of IKE_SA_INIT serve every IKE_INTERMEDIATE, so each step can be taken at once. A
  // supplied SK_d of an earlier generation serves as well.
  std::uint32_t number = 0;
  for (std::uint32_t index = 1; index <= keys::most_addke; ++index) {
    const auto secrets = ring_.ike_secrets(spi_i_, spi_r_, index);
    if (secrets.empty()) continue;
    std::vector<crypto::Secret> before;
    for (const auto& generation : generations_)
      if (generation->number == number) before.push_back(generation->keys.d);
    ++number;
    for (const auto& sk_d : before)
      for (const auto* secret : secrets)
        if (!sk_d.empty())
          derive_from_skeyseed(number, *prf,
                               crypto::skeyseed_intermediate(*prf, sk_d, secret->secret, ni, nr),
                               ni, nr);
  }
  if (!ppk_in_intermediate) return;
  const std::size_t without_ppk = generations_.size();
  for (const auto* ppk : ring_.ppks(spi_i_, spi_r_))
    for (std::size_t i = 0; i < without_ppk; ++i) {
      const auto& before = *generations_[i];
      if (before.keys.d.empty()) continue;
      derive_from_skeyseed(before.number + 1, *prf,
                           crypto::skeyseed_ppk(*prf, ppk->ppk, before.keys.d), ni, nr);
    }
}

void IkeGenerations::derive_rekeyed(const std::vector<SkD>& old, Bytes ni, Bytes nr) {
  const auto prf = crypto::Prf::of(prf_);
  if (!prf) return;
  std::vector<crypto::Secret> additional;
  for (std::uint32_t index = 1; index <= keys::most_addke; ++index)
    for (const auto* secret : ring_.ike_secrets(spi_i_, spi_r_, index)) {
      additional.push_back(secret->secret);
      break;
    }
  for (const auto& sk_d : old) {
    const auto old_prf = crypto::Prf::of(sk_d.prf);
    if (!old_prf) continue;
    for (const auto* first : ring_.ike_secrets(spi_i_, spi_r_, 0))
      derive_from_skeyseed(
          0, *prf, crypto::skeyseed_rekey(*old_prf, sk_d.d, first->secret, ni, nr, additional), ni,
          nr);
  }
}

const IkeGeneration* IkeGenerations::open(const IkeMessage& message, bool from_initiator,
                                          std::vector<std::uint8_t>& plaintext) {
  IkeGeneration*& last = from_initiator ? last_from_initiator_ : last_from_responder_;
  const auto opens = [&](IkeGeneration& generation) {
    auto& cipher = from_initiator ? generation.from_initiator : generation.from_responder;
    return cipher &&
           cipher->open_ike(message.associated_octets(), message.protected_octets(), plaintext);
  };
  IkeGeneration* found = last != nullptr && opens(*last) ? last : nullptr;
  for (auto generation = generations_.rbegin();
       found == nullptr && generation != generations_.rend(); ++generation)
    if (generation->get() != last && opens(**generation)) found = generation->get();
  if (found == nullptr) return nullptr;
  found->opened = true;
  last = found;
  return found;
}

std::vector<SkD> IkeGenerations::sk_d(const IkeGeneration& used) const {
  std::vector<SkD> candidates;
  const auto add = [&](registry::PseudorandomFunction prf, const crypto::Secret& d) {
    const bool known = std::ranges::any_of(candidates, [&](const SkD& c) { return c.d == d; });
    if (!d.empty() && prf != 0 && !known) candidates.push_back({prf, d});
  };
  for (const auto& generation : generations_) {
    const auto& keys = generation->keys;
    const bool same = keys.ei == used.keys.ei && keys.er == used.keys.er;
    const bool sk_d_alone = keys.ei.empty() && keys.er.empty();
    if (same || sk_d_alone) add(generation->prf, keys.d);
  }
  const std::size_t without_ppk = candidates.size();
  for (const auto* ppk : ring_.ppks(spi_i_, spi_r_))
    for (std::size_t i = 0; i < without_ppk; ++i) {
      const auto prf = crypto::Prf::of(candidates[i].prf);
      if (!prf) continue;
      crypto::IkeKeyMaterial keys;
      keys.d = candidates[i].d;
      crypto::apply_ppk(*prf, ppk->ppk, keys);
      add(candidates[i].prf, keys.d);
    }
  return candidates;
}

std::string IkeGenerations::why_closed() const {
  if (generations_.empty()) {
    return ring_.ike_secrets(spi_i_, spi_r_, 0).empty()
               ? "no key source names it"
               : "a shared secret is known, but not the nonces or the SK_d that it goes with";
  }
  return problem_.empty() ? "the keys that were given for it verify none of them" : problem_;
}

std::uint32_t IkeGenerations::opened() const {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(generations_, [](const auto& g) { return g->opened; }));
}

}  // namespace espect::sessions
