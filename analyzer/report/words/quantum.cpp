// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/quantum.h"

#include <optional>

#include <fmt/format.h>

#include "analyzer/report/words/announced.h"
#include "analyzer/report/words/authentication.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/places.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/table/address_pairs.h"

namespace espect::report {
namespace {

using sessions::IkeSa;
using sessions::IkeSaState;

// The IKE SAs between two addresses, and what they come to.
class Pair {
 public:
  explicit Pair(const QuantumFacts& facts) : facts_(facts) {}

  void add(const IkeSa& sa) {
    ids_.push_back(sa.id);
    newest_ = &sa;
    if (sa.state == IkeSaState::refused) refused_ = &sa;
    if (sa.state == IkeSaState::refused) return;
    if (sa.state == IkeSaState::half_open && !choice_unseen(sa)) return;
    // Whether one comes up that is still negotiating is not known.
    const bool up = sa.state != IkeSaState::negotiating && sa.state != IkeSaState::half_open;
    auto safe = facts_.safe(sa);
    if (!up && safe == true) safe.reset();
    if (!any_)
      all_safe_ = safe;
    else if (all_safe_ == false || safe == false)
      all_safe_ = false;
    else if (!safe)
      all_safe_.reset();
    any_ = true;
    add_authentication(sa);
    const auto standing = standing_of(sa, facts_);
    if (worst_ != nullptr && standing < standing_) return;
    worst_ = &sa;
    standing_ = standing;
  }

  PeerPair summary(const sessions::Sessions& sessions, const Places& places,
                   std::uint32_t offset) const {
    PeerPair pair;
    const IkeSa& sa = worst_ != nullptr ? *worst_ : refused_ != nullptr ? *refused_ : *newest_;
    pair.capture = places.of(sessions.ike_sas()[ids_.front() - 1].first_frame).file;
    pair.initiator = to_text(sa.initiator.address);
    pair.responder = to_text(sa.responder.address);
    pair.ike_sa = sa.id + offset;
    for (const auto id : ids_) pair.ike_sas.push_back(id + offset);
    pair.methods = selected_methods(sa);
    pair.authentication_safe = authentication_safe_;
    pair.authentication = authentication_;
    if (worst_ != nullptr) {
      pair.standing = standing_;
      pair.safe = all_safe_;
    } else {
      pair.standing = sa.version < 2        ? QuantumStanding::ikev1
                      : refused_ != nullptr ? QuantumStanding::refused
                                            : QuantumStanding::unknown;
      pair.safe = false;
    }
    explain(pair, sa, offset);
    return pair;
  }

 private:
  // What a rekey made was authenticated with what it replaces.
  void add_authentication(const IkeSa& sa) {
    if (sa.rekeyed_from) return;
    const auto safe = authentication_quantum_safe(sa);
    const auto names = authentication_names(sa);
    if (!authenticated_)
      authentication_safe_ = safe;
    else if (safe == false || authentication_safe_ == false)
      authentication_safe_ = false;
    else if (!safe)
      authentication_safe_.reset();
    authenticated_ = true;
    if (authentication_.find(names) == std::string::npos)
      authentication_ += (authentication_.empty() ? "" : ", ") + names;
  }
  void explain(PeerPair& pair, const IkeSa& sa, std::uint32_t offset) const;
  void explain_failure(PeerPair& pair, const IkeSa& sa) const;

  const QuantumFacts& facts_;
  std::vector<std::uint32_t> ids_;
  const IkeSa* newest_ = nullptr;
  const IkeSa* refused_ = nullptr;
  const IkeSa* worst_ = nullptr;  // of those that came up
  QuantumStanding standing_ = QuantumStanding::resistant;
  std::optional<bool> all_safe_;
  bool any_ = false;
  std::optional<bool> authentication_safe_;
  std::string authentication_;
  bool authenticated_ = false;
};

std::string offer_text(const IkeSa& sa, const std::string& initiator) {
  if (sa.offer.empty()) return fmt::format("what {} offered was not seen", initiator);
  const auto offered = offered_methods(sa);
  return fmt::format("{} offered {}", initiator,
                     offered.empty() ? "nothing quantum-resistant" : offered);
}

// No IKE SA came up.
void Pair::explain_failure(PeerPair& pair, const IkeSa& sa) const {
  const auto offered = offered_methods(sa);
  const auto& [i, r] = std::tie(pair.initiator, pair.responder);
  const auto what = offer_text(sa, i);
  // Whatever the other side can: it has to offer something first.
  if (pair.standing == QuantumStanding::refused && offered.empty() && !sa.offer.empty())
    pair.responsible = {i};
  if (pair.standing == QuantumStanding::refused && (sa.selection || sa.encrypted != 0)) {
    // Agreed on, and then the authentication failed: of a preshared key either may have none.
    if (sa.selection && declined(sa)) pair.responsible = {r};
    const bool inferred = sa.state_certainty == sessions::StateCertainty::inferred;
    pair.message = fmt::format(
        "{}{}{}; IKE_AUTH was {}", pair.methods, pair.methods.empty() ? "" : ": ", what,
        inferred ? "most likely refused, and no IKE SA came up" : "refused, no IKE SA came up");
    return;
  }
  pair.methods = offered;
  if (pair.standing == QuantumStanding::refused)
    pair.message = fmt::format("{}; {} refused the offer", what, r);
  else if (sa.offer.empty())
    pair.message = "no IKE_SA_INIT was seen";
  else if (sa.from_responder == 0)
    pair.message = fmt::format("{}; no answer of {} was seen", what, r);
  else
    pair.message = fmt::format("{}; {} answered without a choice", what, r);
}

std::string unknown(const IkeSa& sa, const PeerPair& pair, bool begun) {
  if (!sa.selection && !sa.offer.empty())
    return fmt::format("{}; what {} selected was not seen", offer_text(sa, pair.initiator),
                       pair.responder);
  if (sa.selection && sa.offer.empty())
    return fmt::format("{}: what {} offered was not seen", pair.methods, pair.initiator);
  if (sa.selection && !begun)
    return fmt::format(
        "{}: whether a preshared key protects the IKE SA that it replaces was not seen",
        pair.methods);
  if (sa.selection)
    return fmt::format("{}: the snap length cut off whether a preshared key was offered",
                       pair.methods);
  return sa.state == IkeSaState::negotiating
             ? "the negotiation of an IKE SA was not seen, nor whether it came up"
             : "an IKE SA came up whose negotiation was not seen";
}

void Pair::explain(PeerPair& pair, const IkeSa& sa, std::uint32_t offset) const {
  const auto offered = offered_methods(sa);
  const auto elsewhere = [&](const Address& address) {
    const auto id = facts_.elsewhere(address, sa.id);
    return id == 0
               ? std::string()
               : fmt::format("; {} showed in IKE SA {} that it can", to_text(address), id + offset);
  };
  const auto& [i, r] = std::tie(pair.initiator, pair.responder);
  switch (pair.standing) {
    case QuantumStanding::resistant:
      pair.message = fmt::format("quantum-resistant: {}", pair.methods);
      break;
    case QuantumStanding::ppk:
      pair.message = pair.safe == true
                         ? fmt::format("a post-quantum preshared key protects {}", pair.methods)
                         : fmt::format(
                               "{}: both know post-quantum preshared keys; whether one was used is "
                               "encrypted",
                               pair.methods);
      break;
    case QuantumStanding::unknown:
      if (worst_ == nullptr) return explain_failure(pair, sa);
      pair.message = unknown(sa, pair, facts_.begun(sa));
      break;
    case QuantumStanding::refused:
      return explain_failure(pair, sa);
    case QuantumStanding::offered_by_neither:
      pair.responsible = {i};
      pair.message = fmt::format("{}: {} offered nothing better{}", pair.methods, i,
                                 elsewhere(sa.responder.address));
      break;
    case QuantumStanding::not_offered:
      pair.responsible = {i};
      pair.message = fmt::format("{}: {} offered nothing better{}", pair.methods, i,
                                 elsewhere(sa.initiator.address));
      break;
    case QuantumStanding::not_taken:
      // Both want a preshared key and have none in common: either may have the wrong one.
      if (!sa.responder_said(registry::notify::use_ppk) &&
          !sa.responder_said(registry::notify::use_ppk_int))
        pair.responsible = {r};
      pair.message = fmt::format(
          "{}: {} offered {}, {}", pair.methods, i, offered,
          pair.responsible.empty() ? "but no preshared key was used" : r + " did not take it");
      break;
    case QuantumStanding::downgraded:
      pair.responsible = {r};
      pair.message = fmt::format("{}: downgraded, {} offered {} and {} did not take it{}",
                                 pair.methods, i, offered, r, elsewhere(sa.responder.address));
      break;
    case QuantumStanding::lost_on_rekey:
      pair.responsible = {offered.empty() ? i : r};
      pair.message = fmt::format(
          "{}: lost when the IKE SA was rekeyed, {}; the keys of the old one still protect it",
          pair.methods,
          offered.empty() ? fmt::format("{} no longer offered it", i)
                          : fmt::format("{} no longer took it", r));
      break;
    case QuantumStanding::ikev1:
      pair.responsible = {i, r};
      pair.message = "IKEv1 has no quantum-resistant key exchange";
      break;
  }
  if (pair.standing <= QuantumStanding::lost_on_rekey && !pair.safe && worst_ != nullptr &&
      pair.standing != QuantumStanding::ppk)
    pair.message += sa.state == IkeSaState::negotiating
                        ? "; whether the IKE SA came up is not seen"
                        : "; the negotiation of another IKE SA was not seen";
}

void summarize(const sessions::Sessions& sessions, const Places& places, std::uint32_t offset,
               std::vector<PeerPair>& summary) {
  const QuantumFacts facts(sessions);
  std::vector<Pair> pairs;
  sessions::AddressPairs<std::optional<std::size_t>> by_addresses;
  sessions.ike_sas().for_each([&](const IkeSa& sa) {
    auto& pair = by_addresses.of(sa.initiator.address, sa.responder.address).record;
    if (!pair) {
      pair = pairs.size();
      pairs.emplace_back(facts);
    }
    pairs[*pair].add(sa);
  });
  for (const auto& pair : pairs) summary.push_back(pair.summary(sessions, places, offset));
}

}  // namespace

std::vector<PeerPair> quantum_summary(const AuditReport& report) {
  std::vector<PeerPair> summary;
  const auto offsets = ike_sa_offsets(report);
  const auto places = places_of(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    summarize(*report.captures[i].sessions, places[i], offsets[i], summary);
  return summary;
}

}  // namespace espect::report
