// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "ipsec/datagram/names.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/policy/rating.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/spi_text.h"
#include "ipsec/sessions/esp/proven_protection.h"

namespace espect::rules::weak_algorithm {
namespace {

using rating::Collected;
using rating::rate;
using registry::PolicyScope;

std::string sentence(const Finding& finding) {
  const auto negotiated = finding.evidence.text("negotiated");
  const auto offered = finding.evidence.text("offered");
  std::string text = fmt::format("{} under policy {}: ", to_text(finding.subject),
                                 finding.evidence.text("policy"));
  if (!negotiated.empty()) text += "negotiated " + negotiated;
  if (const auto used = finding.evidence.text("used"); !used.empty()) text += "uses " + used;
  if (!offered.empty())
    text += (negotiated.empty() ? "only offered " : "; also offered ") + offered;
  return text;
}

// One SA: what was selected for it, out of what.
struct Judged {
  const sessions::IkeSa& ike_sa;
  PolicyScope scope;
  const sessions::Proposal& selection;
  std::span<const sessions::Proposal> offer;
  std::uint32_t request_frame;
  std::uint32_t response_frame;
  const sessions::ChildSa* child = nullptr;
};

std::string label_of(PolicyScope scope) {
  if (scope == PolicyScope::ike) return {};
  return scope == PolicyScope::esp ? "for ESP " : "for AH ";
}

// Child SAs that are named one by one; the finding counts all.
constexpr std::uint64_t most_named = 32;

// Octets of what is told of all SAs of an IKE SA.
constexpr std::size_t most_text = 16'384;

// SPIs and selectors of a Child SA with a weak algorithm.
void name(const sessions::ChildSa& child, Evidence& evidence) {
  const auto number = evidence.number("weak_child_sas") + 1;
  evidence.set("weak_child_sas", number);
  if (number > most_named) return;
  const auto known = evidence.text("child_sas");
  evidence.set("child_sas",
               fmt::format("{}{}{} {}, {} == {}", known, known.empty() ? "" : "; ",
                           espect::display_name(child.protocol), spis_text(child, " and "),
                           to_text(child.ts_i), to_text(child.ts_r)));
}

void judge(const Bench& bench, const Judged& sa) {
  Collected negotiated;
  Collected offered;
  for (const auto& transform : sa.selection.transforms)
    if (const auto rated = rate(bench.policy, transform, true, sa.scope)) negotiated.add(*rated);
  if (!sa.selection.transforms.empty())
    for (const auto& rated : rating::missing(bench.policy, sa.selection, sa.scope))
      negotiated.add(rated);
  const std::set<sessions::Transform> selected_ones(sa.selection.transforms.begin(),
                                                    sa.selection.transforms.end());
  for (const auto& proposal : sa.offer)
    for (const auto& transform : proposal.transforms) {
      if (selected_ones.contains(transform)) continue;
      if (const auto rated = rate(bench.policy, transform, false, sa.scope)) offered.add(*rated);
    }
  if (!negotiated.worst() && !offered.worst()) return;
  Finding& finding = bench.about(Subject(sa.ike_sa));
  const auto worst = std::max(negotiated.worst().value_or(Severity::info),
                              offered.worst().value_or(Severity::info));
  finding.judge(finding.count == 0 ? worst : std::max(finding.severity, worst));
  if (sa.scope != PolicyScope::ike) finding.certainty = Certainty::decrypted;
  finding.evidence.set("policy", bench.policy.name());
  const auto collect = [&](std::string_view key, const Collected& more) {
    if (more.text().empty()) return;
    const auto entry = label_of(sa.scope) + more.text();
    const auto known = finding.evidence.text(key);
    constexpr std::string_view others = "; and more of other Child SAs";
    if (known.find(entry) != std::string::npos || known.ends_with(others)) return;
    if (known.size() + entry.size() > most_text)
      finding.evidence.set(key, known + std::string(others));
    else
      finding.evidence.set(key, known + (known.empty() ? "" : "; ") + entry);
  };
  collect("negotiated", negotiated);
  collect("offered", offered);
  if (sa.child != nullptr && negotiated.worst()) name(*sa.child, finding.evidence);
  finding.add({sa.request_frame, sa.response_frame});
  if (!heard(finding)) return;
  const auto selected = negotiated.text();
  const auto more = offered.text();
  const auto both = selected.empty() || more.empty() ? "" : ", ";
  say_of_exchange(finding, sa.request_frame, fmt::format("offers {}{}{}", selected, both, more),
                  sa.response_frame,
                  selected.empty() ? "selects nothing of what is weak" : "selects " + selected);
}

// What a key source says and an ICV proves, of an SA whose negotiation nobody saw.
void judge_flow(const Bench& bench, const sessions::EspFlow& flow) {
  const bool esp = flow.protocol == Protocol::esp;
  Collected rated;
  for (const auto& transform : sessions::proven_protection(flow).transforms) {
    if (!esp && transform.type == registry::transform_type::encr) continue;  // of EESP
    const auto scope = esp ? PolicyScope::esp : PolicyScope::ah;
    if (const auto one = rate(bench.policy, transform, true, scope)) rated.add(*one);
  }
  if (!rated.worst()) return;
  Finding& finding = bench.about(Subject(flow));
  finding.judge(*rated.worst());
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("policy", bench.policy.name());
  finding.evidence.set("used", rated.text());
  finding.add({flow.first_frame, flow.last_frame});
  if (heard(finding)) say_at_ends(finding, flow, rated.text());
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    if (event.child == nullptr && event.flow.algorithms) judge_flow(bench, event.flow);
  });
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    judge(bench, {event.sa, PolicyScope::ike, *event.sa.selection, event.sa.offer,
                  event.request_frame, event.response_frame});
  });
  // Offers that nobody took up show what the initiator is ready for.
  const auto asked = bench.table<std::uint32_t, const sessions::IkeSa*>("IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>([asked](const sessions::IkeMessageSeen& event) {
    const bool opens =
        event.exchange != nullptr && event.exchange->message_id == 0 &&
        (event.exchange->step == 1 || event.exchange->type == registry::exchange::ike_sa_init);
    if (opens && !event.sa.offer.empty()) asked->emplace(event.sa.id, &event.sa);
  });
  bench.events.to<sessions::CaptureEnded>([bench, asked](const sessions::CaptureEnded&) {
    static const sessions::Proposal nothing;
    for (const auto& [id, sa] : *asked)
      if (!sa->selection)
        judge(bench, {*sa, PolicyScope::ike, nothing, sa->offer, sa->first_frame, 0});
  });
  bench.events.to<sessions::IkeSaRekeyed>([bench](const sessions::IkeSaRekeyed& event) {
    judge(bench, {event.new_sa, PolicyScope::ike, *event.new_sa.selection, event.new_sa.offer,
                  event.request_frame, event.response_frame});
  });
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    const bool esp = event.child.protocol == Protocol::esp;
    const std::span<const sessions::Proposal> offer = event.request != nullptr
                                                          ? std::span(event.request->proposals)
                                                          : std::span<const sessions::Proposal>();
    judge(bench, {event.sa, esp ? PolicyScope::esp : PolicyScope::ah, event.child.selection, offer,
                  event.request_frame, event.response_frame, &event.child});
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "weak-algorithm",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "An algorithm is not what the policy in force allows",
    .why =
        "The policy forbids or discourages an algorithm that was negotiated or offered. What is "
        "offered can be selected by the next peer. Forbidden and negotiated is medium, discouraged "
        "and negotiated low; what was only offered counts one step less. Under another policy than "
        "the default (--policy) forbidden and negotiated is high: somebody chose it. Under a policy "
        "that was written from a capture known to be right, or from a configuration, it is "
        "configuration drift: not what that one has, or without a key exchange that it always "
        "has.",
    .advice =
        "Remove the named algorithms from both peers' proposals. The evidence names the policy in "
        "force and, behind each algorithm, the reason and the document that the policy follows; "
        "another policy judges otherwise (--policy). After a change that was meant, write the "
        "policy anew: espect policy from-capture.",
    .specs = {"RFC 8247", "RFC 8221", "RFC 9395", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::weak_algorithm
