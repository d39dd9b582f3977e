// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ipsec/rules/named_first.h"
#include "ipsec/rules/negotiation/peer_knowledge.h"

// Why NO_PROPOSAL_CHOSEN: what was offered beside what the peer accepts, type by type.
namespace espect::rules {

struct RefusedOffer {
  std::vector<sessions::Proposal> offer;
  std::uint8_t protocol = 0;
  Address asked_by;
  Address refused_by;
};

namespace comparison {

// Transforms of one type, each once, in the order in which they were said.
class Distinct {
 public:
  void add(const sessions::Transform& transform) {
    if (known_.insert(transform).second) said_.push_back(transform);
  }
  bool empty() const { return said_.empty(); }
  bool contains(const sessions::Transform& transform) const { return known_.contains(transform); }
  const std::vector<sessions::Transform>& said() const { return said_; }
  std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < std::min(said_.size(), NamedFirst::most_shown); ++i)
      text += (i == 0 ? "" : ", ") + to_text(said_[i]);
    return said_.size() <= NamedFirst::most_shown
               ? text
               : fmt::format("{} and {} more", text, said_.size() - NamedFirst::most_shown);
  }

 private:
  std::vector<sessions::Transform> said_;
  std::set<sessions::Transform> known_;
};

using ByType = std::map<std::uint8_t, Distinct>;

inline void add(const std::vector<sessions::Proposal>& proposals, ByType& to) {
  for (const auto& proposal : proposals)
    for (const auto& transform : proposal.transforms) to[transform.type].add(transform);
}

inline const Distinct& of_type(const ByType& transforms, std::uint8_t type) {
  static const Distinct none;
  const auto found = transforms.find(type);
  return found == transforms.end() ? none : found->second;
}

// A type that one side leaves out stands for NONE.
inline bool overlap(const Distinct& offered, const Distinct& accepted) {
  const auto none = [](const Distinct& of) {
    return of.empty() ||
           std::ranges::any_of(of.said(), [](const auto& each) { return each.id == 0; });
  };
  if (offered.empty() || accepted.empty()) return none(offered) && none(accepted);
  return std::ranges::any_of(offered.said(),
                             [&](const auto& each) { return accepted.contains(each); });
}

// The additional key exchanges that every proposal demands.
inline std::string demanded(const std::vector<sessions::Proposal>& offer) {
  std::string text;
  namespace types = registry::transform_type;
  for (std::uint8_t type = types::addke1; type <= types::addke7; ++type) {
    ByType methods;
    const bool always = std::ranges::all_of(offer, [&](const sessions::Proposal& proposal) {
      bool any = false;
      for (const auto& transform : proposal.transforms) {
        if (transform.type != type) continue;
        if (transform.id == 0) return false;
        methods[type].add(transform);
        any = true;
      }
      return any;
    });
    if (always && !offer.empty())
      text += (text.empty() ? "" : ", ") + of_type(methods, type).text();
  }
  return text;
}

inline std::string guess_without_knowledge(const RefusedOffer& refused) {
  const auto additional = demanded(refused.offer);
  if (!additional.empty())
    return fmt::format(
        "Likeliest cause: every proposal demands {}, and a responder without it has to refuse",
        additional);
  return "Likeliest cause: it is configured for other values of at least one of these types";
}

}  // namespace comparison

class OfferComparison {
 public:
  explicit OfferComparison(const PeerKnowledge& knowledge) : knowledge_(knowledge) {}

  // Sets `why` and the rows of the comparison.
  void explain(Finding& finding, const RefusedOffer& refused) {
    using namespace comparison;
    const auto shown = knowledge_.about(refused.refused_by, refused.asked_by, refused.protocol);
    ByType offered;
    add(refused.offer, offered);
    const ByType& accepted = accepted_by(refused.refused_by, refused.protocol);
    std::set<std::uint8_t> types;
    for (const auto& [type, transforms] : offered) types.insert(type);
    for (const auto& [type, transforms] : accepted)
      if (type <= registry::transform_type::addke7) types.insert(type);
    std::string missing;
    for (const auto type : types) {
      const auto& mine = of_type(offered, type);
      const auto& theirs = of_type(accepted, type);
      const auto name = registry::display_name(registry::TransformType::registry(), type);
      compare(finding.evidence, name, mine.empty() ? "nothing" : mine.text(),
              theirs.empty() && !shown.empty() ? "nothing" : theirs.text());
      if (!shown.empty() && !overlap(mine, theirs)) missing += (missing.empty() ? "" : ", ") + name;
    }
    const auto peer = to_text(refused.refused_by);
    if (refused.offer.empty())
      finding.evidence.set("why", "The offer is not in the capture.");
    else if (shown.empty())
      finding.evidence.set("why",
                           fmt::format("{} {}. {}.", peer, knowledge_.silence("what it takes"),
                                       guess_without_knowledge(refused)));
    else if (missing.empty())
      finding.evidence.set(
          "why", fmt::format("{} takes something of every type, by {}. Likeliest cause: no single "
                             "proposal holds a combination that it takes.",
                             peer, source_text(*shown.front())));
    else
      finding.evidence.set(
          "why",
          fmt::format("Nothing in common for {}, by {}. Likeliest cause: {} is not configured "
                      "for what was offered there.",
                      missing, source_text(*shown.front()), peer));
  }

 private:
  // Put together once for all that a peer refused.
  const comparison::ByType& accepted_by(const Address& peer, std::uint8_t protocol) {
    const auto [found, is_new] = accepted_.try_emplace({peer, protocol});
    if (is_new)
      for (const auto& each : knowledge_.by(peer, protocol))
        comparison::add(each.proposals, found->second);
    return found->second;
  }

  const PeerKnowledge& knowledge_;
  std::map<std::pair<Address, std::uint8_t>, comparison::ByType> accepted_;
};

}  // namespace espect::rules
