// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/quantum_standing.h"

#include <array>

#include "analyzer/report/words/names.h"
#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

using sessions::IkeSa;

constexpr std::array<std::string_view, 10> words{
    "quantum-resistant",  "ppk",         "lost-on-rekey", "unknown",    "refused",
    "offered-by-neither", "not-offered", "not-taken",     "downgraded", "ikev1"};

bool said_ppk(const IkeSa& sa, bool initiator) {
  const auto said = [&](std::uint16_t type) {
    return initiator ? sa.initiator_said(type) : sa.responder_said(type);
  };
  return said(registry::notify::use_ppk) || said(registry::notify::use_ppk_int);
}

// The methods in its proposals.
std::string methods_of(const IkeSa& sa) {
  std::string text;
  for (const auto& proposal : sa.offer)
    for (const auto& transform : proposal.transforms) {
      if (!sessions::Proposal{0, 0, {}, {transform}}.quantum_resistant()) continue;
      const auto name = to_text(transform);
      if (text.find(name) == std::string::npos) text += (text.empty() ? "" : ", ") + name;
    }
  return text;
}

// What its own negotiation says.
std::optional<bool> protects_itself(const IkeSa& sa) {
  if (sa.version < 2) return false;
  if (sa.quantum_resistant() || sa.ppk_used == true) return true;
  if (!sa.selection || !sa.ppk_used) return std::nullopt;
  return false;
}

}  // namespace

std::string_view to_text(QuantumStanding standing) {
  return words.at(static_cast<std::size_t>(standing));
}

QuantumFacts::QuantumFacts(const sessions::Sessions& sessions) {
  safe_.resize(sessions.ike_sas().size() + 1);
  had_.resize(safe_.size());
  begun_.resize(safe_.size());
  sessions.ike_sas().for_each([&](const IkeSa& sa) {
    if (!methods_of(sa).empty() || sa.quantum_resistant()) showed(sa.initiator.address, sa.id);
    if (sa.quantum_resistant()) showed(sa.responder.address, sa.id);
    auto safe = protects_itself(sa);
    had_[sa.id] = sa.quantum_resistant();
    begun_[sa.id] = sa.negotiation_seen();
    if (sa.rekeyed_from && *sa.rekeyed_from < sa.id) {
      const auto before = safe_[*sa.rekeyed_from];
      if (safe != true && before != false) safe = before;
      if (had_[*sa.rekeyed_from]) had_[sa.id] = true;
      begun_[sa.id] = begun_[*sa.rekeyed_from];
    }
    safe_[sa.id] = safe;
  });
}

void QuantumFacts::showed(const Address& address, std::uint32_t ike_sa) {
  auto& [first, second] = able_[address];
  if (first == 0)
    first = ike_sa;
  else if (second == 0)
    second = ike_sa;
}

std::uint32_t QuantumFacts::elsewhere(const Address& address, std::uint32_t ike_sa) const {
  const auto found = able_.find(address);
  if (found == able_.end()) return 0;
  const auto& [first, second] = found->second;
  return first != ike_sa ? first : second;
}

std::string offered_methods(const IkeSa& sa) {
  auto text = methods_of(sa);
  if (said_ppk(sa, true)) text += text.empty() ? "PPK" : ", PPK";
  return text;
}

bool declined(const IkeSa& sa) {
  if (sa.quantum_resistant()) return false;
  return !methods_of(sa).empty() || (said_ppk(sa, true) && !said_ppk(sa, false));
}

std::string selected_methods(const IkeSa& sa) {
  std::string text;
  for (const auto& exchange : key_exchanges(sa))
    text += (text.empty() ? "" : " + ") + exchange.name;
  return text;
}

QuantumStanding standing_of(const IkeSa& sa, const QuantumFacts& facts) {
  if (sa.version < 2) return QuantumStanding::ikev1;
  if (sa.quantum_resistant()) return QuantumStanding::resistant;
  if (!sa.selection) return QuantumStanding::unknown;
  if (facts.lost(sa)) return QuantumStanding::lost_on_rekey;
  const bool both_know = said_ppk(sa, true) && said_ppk(sa, false);
  if (sa.ppk_used == true || (both_know && !sa.ppk_used)) return QuantumStanding::ppk;
  // Not in the capture, or cut off with the notifies that say USE_PPK.
  if (sa.offer.empty() || (!sa.ppk_used && methods_of(sa).empty())) return QuantumStanding::unknown;
  const bool able =
      facts.elsewhere((offered_methods(sa).empty() ? sa.initiator : sa.responder).address, sa.id) !=
      0;
  if (offered_methods(sa).empty())
    return able ? QuantumStanding::not_offered : QuantumStanding::offered_by_neither;
  return able ? QuantumStanding::downgraded : QuantumStanding::not_taken;
}

}  // namespace espect::report
