// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <set>
#include <string>
#include <vector>

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

inline std::vector<sessions::Transform> of_type(const std::vector<sessions::Proposal>& proposals,
                                                std::uint8_t type) {
  std::vector<sessions::Transform> found;
  for (const auto& proposal : proposals)
    for (const auto& transform : proposal.transforms)
      if (transform.type == type && std::ranges::count(found, transform) == 0)
        found.push_back(transform);
  return found;
}

inline std::string joined(const std::vector<sessions::Transform>& transforms) {
  std::string text;
  for (const auto& transform : transforms) text += (text.empty() ? "" : ", ") + to_text(transform);
  return text;
}

// A type that one side leaves out stands for NONE.
inline bool overlap(const std::vector<sessions::Transform>& offered,
                    const std::vector<sessions::Transform>& accepted) {
  const auto none = [](const std::vector<sessions::Transform>& of) {
    return of.empty() ||
           std::ranges::any_of(of, [](const sessions::Transform& each) { return each.id == 0; });
  };
  if (offered.empty() || accepted.empty()) return none(offered) && none(accepted);
  return std::ranges::any_of(offered, [&](const sessions::Transform& each) {
    return std::ranges::count(accepted, each) > 0;
  });
}

// The additional key exchanges that every proposal demands.
inline std::string demanded(const std::vector<sessions::Proposal>& offer) {
  std::string text;
  namespace types = registry::transform_type;
  for (std::uint8_t type = types::addke1; type <= types::addke7; ++type) {
    const bool always = std::ranges::all_of(offer, [&](const sessions::Proposal& proposal) {
      const auto methods = of_type({proposal}, type);
      return !methods.empty() &&
             std::ranges::none_of(methods, [](const auto& each) { return each.id == 0; });
    });
    if (always) text += (text.empty() ? "" : ", ") + joined(of_type(offer, type));
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

// Sets `why` and the rows of the comparison.
inline void explain_refused_offer(Finding& finding, const RefusedOffer& refused,
                                  const PeerKnowledge& knowledge) {
  using namespace comparison;
  const auto shown = knowledge.about(refused.refused_by, refused.asked_by, refused.protocol);
  std::set<std::uint8_t> all_types;
  std::vector<sessions::Proposal> accepted;
  for (const auto& proposal : refused.offer)
    for (const auto& transform : proposal.transforms) all_types.insert(transform.type);
  for (const auto* each : shown)
    for (const auto& proposal : each->proposals) {
      accepted.push_back(proposal);
      for (const auto& transform : proposal.transforms) all_types.insert(transform.type);
    }
  std::string missing;
  for (const auto type : all_types) {
    const auto mine = of_type(refused.offer, type);
    const auto theirs = of_type(accepted, type);
    const auto name = registry::display_name(registry::TransformType::registry(), type);
    compare(finding.evidence, name, mine.empty() ? "nothing" : joined(mine),
            theirs.empty() && !shown.empty() ? "nothing" : joined(theirs));
    if (!shown.empty() && !overlap(mine, theirs)) missing += (missing.empty() ? "" : ", ") + name;
  }
  const auto peer = to_text(refused.refused_by);
  if (refused.offer.empty()) {
    finding.evidence.set("why", "The offer is not in the capture.");
  } else if (shown.empty()) {
    finding.evidence.set("why", fmt::format("{} shows nowhere in this capture what it takes. {}.",
                                            peer, guess_without_knowledge(refused)));
  } else {
    finding.evidence.set(
        "why",
        missing.empty()
            ? fmt::format("{} takes something of every type, by {}. Likeliest cause: no single "
                          "proposal holds a combination that it takes.",
                          peer, source_text(*shown.front()))
            : fmt::format("Nothing in common for {}, by {}. Likeliest cause: {} is not configured "
                          "for what was offered there.",
                          missing, source_text(*shown.front()), peer));
  }
}

}  // namespace espect::rules
