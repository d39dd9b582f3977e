// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/said/ikev1_offer_limit.h"

namespace espect::rules::ike_selected_not_offered {
namespace {

using sessions::Proposal;

std::string sentence(const Finding& finding) {
  return fmt::format("{} was selected for {}, but {}", finding.evidence.text("selected"),
                     to_text(finding.subject), finding.evidence.text("problem"));
}

std::string problem_of(const Proposal& offered, const Proposal& selection) {
  for (auto transform = selection.transforms.begin(); transform != selection.transforms.end();
       ++transform) {
    // Integrity NONE beside AEAD says the same as no integrity transform, RFC 7296 section 3.3.2.
    if (transform->type == registry::transform_type::integ && transform->id == 0) continue;
    if (std::ranges::count(offered.transforms, *transform) == 0)
      return fmt::format("{} is not in proposal {}", to_text(*transform), selection.number);
    if (std::any_of(selection.transforms.begin(), transform,
                    [&](const auto& other) { return other.type == transform->type; }))
      return fmt::format("{} is a second transform of its type", to_text(*transform));
  }
  return {};
}

// Each transform of IKEv1 is a proposal here, so several have the same number.
std::string problem_of(std::span<const Proposal> offer, const Proposal& selection) {
  std::optional<std::string> problem;
  for (const auto& proposal : offer) {
    if (proposal.number != selection.number || proposal.protocol != selection.protocol) continue;
    auto found = problem_of(proposal, selection);
    if (found.empty()) return {};
    if (!problem) problem = std::move(found);
  }
  if (problem) return *problem;
  return fmt::format("proposal {} was not offered", selection.number);
}

void judge(const Bench& bench, const sessions::IkeSa& sa, std::span<const Proposal> offer,
           const Proposal& selection, std::uint32_t request_frame, std::uint32_t response_frame) {
  if (offer.empty()) return;
  const auto problem = problem_of(offer, selection);
  if (problem.empty()) return;
  constexpr auto most = sessions::most_ikev1_transforms;
  if (sa.version == 1 && offer.size() >= most)  // it may stand behind those that are kept
    return bench.findings.full_tables().add(bench.rule.id, "transforms of an offer of IKEv1", most);
  Finding& finding = bench.about(Subject(sa));
  finding.evidence.set("selected", fmt::format("#{}: {}", selection.number, to_text(selection)));
  finding.evidence.set("problem", problem);
  finding.evidence.set("offered", to_text(std::vector<Proposal>(offer.begin(), offer.end())));
  finding.add({request_frame, response_frame});
  if (heard(finding))
    say_of_exchange(finding, request_frame, "offers " + finding.evidence.text("offered"),
                    response_frame, "selects what was not offered: " + problem);
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    judge(bench, event.sa, event.sa.offer, *event.sa.selection, event.request_frame,
          event.response_frame);
  });
  bench.events.to<sessions::IkeSaRekeyed>([bench](const sessions::IkeSaRekeyed& event) {
    judge(bench, event.new_sa, event.new_sa.offer, *event.new_sa.selection, event.request_frame,
          event.response_frame);
  });
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    if (event.request != nullptr)
      judge(bench, event.sa, event.request->proposals, event.child.selection, event.request_frame,
            event.response_frame);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-selected-not-offered",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "The responder selected what was not offered",
    .why =
        "A selection must be taken from one proposal of the offer: its number, one of its "
        "transforms for each type, with its key length. Anything else is a broken responder or a "
        "message that was changed on the way, and initiators end the negotiation.",
    .advice =
        "Compare the two lists in the evidence. If a capture at the responder shows another "
        "selection, something between the peers changes messages.",
    .specs = {"RFC 7296 section 2.7", "RFC 7296 section 3.3", "RFC 7296 section 3.3.6", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_selected_not_offered
