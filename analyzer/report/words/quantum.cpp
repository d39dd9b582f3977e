// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/quantum.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "analyzer/report/words/names.h"

namespace espect::report {
namespace {

using sessions::IkeSa;
using sessions::IkeSaState;

constexpr std::array<std::string_view, 10> words{
    "quantum-resistant", "ppk",       "unknown",    "refused",       "offered-by-neither",
    "not-offered",       "not-taken", "downgraded", "lost-on-rekey", "ikev1"};

// The methods of a list of proposals that resist quantum computers, each once.
std::string resistant_methods(const std::vector<sessions::Proposal>& proposals) {
  std::string text;
  for (const auto& proposal : proposals)
    for (const auto& transform : proposal.transforms) {
      if (!sessions::Proposal{0, 0, {}, {transform}}.quantum_resistant()) continue;
      const auto name = to_text(transform);
      if (text.find(name) == std::string::npos) text += (text.empty() ? "" : ", ") + name;
    }
  return text;
}

std::string selected_methods(const IkeSa& sa) {
  std::string text;
  for (const auto& exchange : key_exchanges(sa))
    text += (text.empty() ? "" : " + ") + exchange.name;
  return text;
}

// What an address showed in any IKE SA, and the first of them.
using Shown = std::map<std::string, std::uint32_t>;

struct Seen {
  const IkeSa* sa;
  const IkeSa* replaced;  // the IKE SA that it was made of, or null
  std::uint32_t id;       // in the report
};

Shown able_addresses(const std::vector<Seen>& all) {
  Shown able;
  for (const auto& [sa, replaced, id] : all) {
    if (!resistant_methods(sa->offer).empty()) able.emplace(to_text(sa->initiator.address), id);
    if (!sa->quantum_resistant()) continue;
    able.emplace(to_text(sa->initiator.address), id);
    able.emplace(to_text(sa->responder.address), id);
  }
  return able;
}

QuantumStanding standing_of(const Seen& seen, const Shown& able) {
  const IkeSa& sa = *seen.sa;
  if (sa.version < 2) return QuantumStanding::ikev1;
  if (sa.quantum_resistant()) return QuantumStanding::resistant;
  if (uses_ppk(sa)) return QuantumStanding::ppk;
  if (sa.state == IkeSaState::refused) return QuantumStanding::refused;
  if (!sa.selection) return QuantumStanding::unknown;
  if (seen.replaced != nullptr && seen.replaced->quantum_resistant())
    return QuantumStanding::lost_on_rekey;
  const bool responder_able = able.contains(to_text(sa.responder.address));
  if (!resistant_methods(sa.offer).empty())
    return responder_able ? QuantumStanding::downgraded : QuantumStanding::not_taken;
  return responder_able || able.contains(to_text(sa.initiator.address))
             ? QuantumStanding::not_offered
             : QuantumStanding::offered_by_neither;
}

bool in_use(const Seen& seen, QuantumStanding standing) {
  return standing != QuantumStanding::unknown && standing != QuantumStanding::refused &&
         seen.sa->state != IkeSaState::rekeyed && seen.sa->state != IkeSaState::deleted;
}

void explain(PeerPair& pair, const Seen& seen, const Shown& able) {
  const auto offered = resistant_methods(seen.sa->offer);
  const auto elsewhere = [&](const std::string& address) {
    const auto found = able.find(address);
    return found == able.end()
               ? std::string()
               : fmt::format("; {} showed in IKE SA {} that it can", address, found->second);
  };
  const auto& [i, r] = std::tie(pair.initiator, pair.responder);
  pair.methods = selected_methods(*seen.sa);
  switch (pair.standing) {
    case QuantumStanding::resistant:
      pair.message = fmt::format("quantum-resistant: {}", pair.methods);
      return;
    case QuantumStanding::ppk:
      pair.message = fmt::format("a post-quantum preshared key protects {}", pair.methods);
      return;
    case QuantumStanding::unknown:
      pair.message = "no negotiation could be read";
      return;
    case QuantumStanding::refused:
      pair.methods = offered;
      pair.responsible = {r};
      pair.message = fmt::format("{} refused what {} offered{}", r, i,
                                 offered.empty() ? ", which was not quantum-resistant"
                                                 : fmt::format(", {} among it", offered));
      if (offered.empty()) pair.responsible = {i};
      return;
    case QuantumStanding::offered_by_neither:
      pair.responsible = {i, r};
      pair.message = fmt::format("{}: {} offered nothing better, and {} never showed that it can",
                                 pair.methods, i, r);
      return;
    case QuantumStanding::not_offered:
      pair.responsible = {i};
      pair.message = fmt::format("{}: {} offered nothing better{}", pair.methods, i,
                                 able.contains(r) ? elsewhere(r) : elsewhere(i));
      return;
    case QuantumStanding::not_taken:
      pair.responsible = {r};
      pair.message =
          fmt::format("{}: {} offered {}, {} did not take it", pair.methods, i, offered, r);
      return;
    case QuantumStanding::downgraded:
      pair.responsible = {r};
      pair.message = fmt::format("{}: downgraded, {} offered {} and {} did not take it{}",
                                 pair.methods, i, offered, r, elsewhere(r));
      return;
    case QuantumStanding::lost_on_rekey:
      pair.responsible = {offered.empty() ? i : r};
      pair.message = fmt::format("{}: lost when the IKE SA was rekeyed, {}", pair.methods,
                                 offered.empty() ? fmt::format("{} no longer offered it", i)
                                                 : fmt::format("{} no longer took it", r));
      return;
    case QuantumStanding::ikev1:
      pair.responsible = {i, r};
      pair.message = "IKEv1 has no quantum-resistant key exchange";
      return;
  }
}

std::vector<Seen> all_ike_sas(const AuditReport& report) {
  std::vector<Seen> all;
  const auto offsets = ike_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& sas = report.captures[i].sessions->ike_sas();
    sas.for_each([&](const IkeSa& sa) {
      const auto* replaced = sa.rekeyed_from ? &sas[*sa.rekeyed_from - 1] : nullptr;
      all.push_back({&sa, replaced, sa.id + offsets[i]});
    });
  }
  return all;
}

}  // namespace

std::string_view to_text(QuantumStanding standing) {
  return words.at(static_cast<std::size_t>(standing));
}

std::vector<PeerPair> quantum_summary(const AuditReport& report) {
  const auto all = all_ike_sas(report);
  const auto able = able_addresses(all);
  struct Candidate {
    const Seen* seen = nullptr;
    bool in_use = false;
  };
  std::vector<PeerPair> pairs;
  std::vector<Candidate> deciding;
  std::map<std::pair<std::string, std::string>, std::size_t> by_addresses;
  for (const Seen& seen : all) {
    auto a = to_text(seen.sa->initiator.address);
    auto b = to_text(seen.sa->responder.address);
    if (b < a) std::swap(a, b);
    const auto [at, is_new] = by_addresses.try_emplace({a, b}, pairs.size());
    if (is_new) {
      pairs.emplace_back();
      deciding.emplace_back();
    }
    PeerPair& pair = pairs[at->second];
    Candidate& best = deciding[at->second];
    pair.ike_sas.push_back(seen.id);
    const auto standing = standing_of(seen, able);
    const bool used = in_use(seen, standing);
    // Among ended ones an attempt that came to nothing tells less than one that succeeded.
    const bool better =
        best.seen == nullptr || (used && !best.in_use) || (used && standing >= pair.standing) ||
        (!used && !best.in_use &&
         (standing > QuantumStanding::refused || standing < QuantumStanding::unknown ||
          pair.standing == QuantumStanding::unknown ||
          (pair.standing == QuantumStanding::refused && standing == pair.standing)));
    if (!better) continue;
    best = {&seen, used};
    pair.standing = standing;
    pair.ike_sa = seen.id;
    pair.initiator = to_text(seen.sa->initiator.address);
    pair.responder = to_text(seen.sa->responder.address);
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) explain(pairs[i], *deciding[i].seen, able);
  return pairs;
}

}  // namespace espect::report
