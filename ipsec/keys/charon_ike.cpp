// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/charon_ike.h"

#include <algorithm>
#include <tuple>

#include "ipsec/keys/algorithm_names.h"

namespace espect::keys {
namespace {

// "IKE:AES_GCM_16_256/PRF_HMAC_SHA2_256/CURVE_25519/KE1_ML_KEM_768"
void read_proposal(std::string_view proposal, IkeKeys& keys) {
  if (proposal.starts_with("IKE:")) proposal.remove_prefix(4);
  while (!proposal.empty()) {
    const std::size_t slash = std::min(proposal.find('/'), proposal.size());
    const auto name = proposal.substr(0, slash);
    proposal.remove_prefix(std::min(slash + 1, proposal.size()));
    if (const auto prf = daemon_prf(name))
      keys.prf = prf;
    else if (const auto integ = daemon_integrity(name))
      keys.integ = integ->integ;
    else if (const auto encr = daemon_encryption(name))
      keys.encr = encr;
  }
}

// RFC 8784: only SK_d, SK_pi and SK_pr change.
void inherit(const IkeKeys& from, IkeKeys& keys) {
  if (!keys.encr) keys.encr = from.encr;
  if (!keys.integ) keys.integ = from.integ;
  if (!keys.prf) keys.prf = from.prf;
  if (!keys.ei.empty() || !keys.er.empty()) return;
  keys.ei = from.ei;
  keys.er = from.er;
  keys.ai = from.ai;
  keys.ar = from.ar;
}

}  // namespace

void CharonIke::dump(CharonTask& task, unsigned thread, std::string_view name,
                     crypto::Secret&& octets, std::uint32_t line) {
  Derivation& now = running_[thread];
  const bool shared_secret =
      name == "key exchange secret" || name == "shared Diffie Hellman secret";
  const bool ppk = name == "derive keys using PPK";
  if (shared_secret || ppk) {
    now = {};
    now.begun = true;
    now.keys.origin = complaints_.at(line);
    (ppk ? now.ppk : now.secret) = std::move(octets);
    return;
  }
  struct Destination {
    std::string_view name;
    crypto::Secret& key;
  };
  for (const auto& [known, key] : {Destination{"Sk_d secret", now.keys.d},
                                   {"Sk_ai secret", now.keys.ai},
                                   {"Sk_ar secret", now.keys.ar},
                                   {"Sk_ei secret", now.keys.ei},
                                   {"Sk_er secret", now.keys.er},
                                   {"Sk_pi secret", now.keys.pi},
                                   {"Sk_pr secret", now.keys.pr},
                                   {"additional key exchange secret", now.additional}}) {
    if (name != known) continue;
    key = std::move(octets);
    if (now.keys.origin.line == 0) now.keys.origin = complaints_.at(line);
  }
  if (name == "Sk_pr secret") derived(task, thread);
}

void CharonIke::derived(CharonTask& task, unsigned thread) {
  Derivation now = std::move(running_[thread]);
  running_.erase(thread);
  read_proposal(task.ike_proposal, now.keys);
  const bool ppk = !now.ppk.empty();
  now.rekey = !ppk && (task.rekey || (!task.exchange_known && !now.additional.empty()));
  if (now.rekey)
    wait(std::move(now));
  else if (task.spis)
    store(std::move(now), *task.spis);
  else
    unnamed_[thread].push_back(std::move(now));
}

void CharonIke::wait(Derivation derivation) {
  if (rekeys_.size() == most_waiting) {
    complain_unless_named(rekeys_.front());
    rekeys_.erase(rekeys_.begin());
  }
  rekeys_.push_back(std::move(derivation));
}

void CharonIke::complain_unless_named(const Derivation& derivation) const {
  if (!derivation.named)
    complaints_.add(derivation.keys.origin.line,
                    "the log does not say the SPIs of this rekeyed IKE SA (log with mgr = 2)");
}

void CharonIke::spis(CharonTask& task, unsigned thread, Spis spis, bool initial) {
  if (spis.second == 0) {
    // The initiator's own IKE_SA_INIT request, when it is signed in IKE_AUTH.
    const auto whole = by_initiator_.find(spis.first);
    if (whole == by_initiator_.end()) return;
    spis = whole->second;
  }
  task.spis = spis;
  if (!task.ike_proposal.empty()) proposals_.try_emplace(spis, task.ike_proposal);
  if (const auto waiting = unnamed_.find(thread); waiting != unnamed_.end()) {
    for (Derivation& derivation : waiting->second) store(std::move(derivation), spis);
    unnamed_.erase(waiting);
  }
  if (seen_.insert(spis).second) {
    by_initiator_[spis.first] = spis;
    // A pair that nobody negotiated in IKE_SA_INIT: an IKE SA that replaced another.
    if (!known_.contains(spis) && !initial && !task.initial) settle_rekey(spis);
  }
}

// When several rekeyings wait, each of their keys may belong to the new pair: the ICV decides.
void CharonIke::settle_rekey(Spis spis) {
  const bool certain = rekeys_.size() == 1;
  for (Derivation& derivation : rekeys_) {
    store(derivation, spis);
    derivation.named = true;
  }
  if (certain) rekeys_.clear();
}

void CharonIke::store(Derivation derivation, Spis spis) {
  seen_.insert(spis);
  by_initiator_[spis.first] = spis;
  Known& known = known_[spis];
  IkeKeys& keys = derivation.keys;
  std::tie(keys.spi_i, keys.spi_r) = spis;
  if (known.generations > 0) inherit(known.last, keys);
  if (const auto said = proposals_.find(spis); !keys.encr && said != proposals_.end())
    read_proposal(said->second, keys);
  const Origin origin = keys.origin;
  const bool ppk = !derivation.ppk.empty();
  const auto index = known.generations;
  if (ppk)
    ring_.add(Ppk{derivation.ppk, {}, spis, origin});
  else if (!derivation.secret.empty())
    ring_.add(IkeSecret{
        spis.first, spis.second, derivation.rekey ? 0 : index, {}, derivation.secret, origin});
  // Several additional secrets stand in one dump, without a border; ML-KEM's have 32 octets.
  if (derivation.additional.size() == 32)
    ring_.add(IkeSecret{spis.first, spis.second, 1, {}, derivation.additional, origin});
  if (auto fault = fault_of(keys); !fault.empty()) return complaints_.add(origin.line, fault);
  if (!ppk) ++known.generations;
  known.last = keys;
  ring_.add(std::move(keys));
}

void CharonIke::task_ends(unsigned thread) {
  const auto waiting = unnamed_.find(thread);
  if (waiting == unnamed_.end()) return;
  for (const Derivation& derivation : waiting->second)
    complaints_.add(derivation.keys.origin.line,
                    "the log does not say the SPIs of these keys (log with mgr = 2)");
  unnamed_.erase(waiting);
}

void CharonIke::finish() {
  while (!unnamed_.empty()) task_ends(unnamed_.begin()->first);
  for (const auto& [thread, derivation] : running_)
    if (derivation.begun && !derivation.keys.d.empty())
      complaints_.add(derivation.keys.origin.line, "the log ends amid these keys");
  for (const Derivation& derivation : rekeys_) complain_unless_named(derivation);
}

}  // namespace espect::keys
