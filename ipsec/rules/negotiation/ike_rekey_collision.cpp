// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::ike_rekey_collision {
namespace {

using Nonce = std::vector<std::uint8_t>;

std::string sentence(const Finding& finding) {
  return fmt::format("both peers rekeyed {} at once; {}", finding.evidence.text("sa"),
                     finding.evidence.text("survives"));
}

struct Rekey {
  bool from_initiator = true;
  Nonce lowest;
  std::uint32_t frame = 0;
};
using Rekeys = Capped<std::uint32_t, Rekey>;

// The first of two rekeys of one SA by different peers; null without such.
const Rekey* other_of(Rekeys& rekeys, std::uint32_t old_sa, const Rekey& now) {
  const auto [known, first] = rekeys.try_emplace(old_sa, now);
  return first || known->second.from_initiator == now.from_initiator ? nullptr : &known->second;
}

void tell(const Bench& bench, const Subject& subject, std::string sa, const Rekey& before,
          const Rekey& now) {
  Finding& finding = bench.about(subject);
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("sa", std::move(sa));
  const bool known = !before.lowest.empty() && !now.lowest.empty();
  const Rekey& stays = now.lowest < before.lowest ? before : now;
  finding.evidence.set("survives",
                       known ? fmt::format("by the nonces the one that {} asked for stays",
                                           stays.from_initiator ? "the initiator" : "the responder")
                             : "the nonces are not known");
  finding.add({before.frame, now.frame});
  for (const auto& [one, other] : {std::pair{&before, &now}, {&now, &before}})
    finding.say(one->frame, "made by the rekey that the {2} asked for; the other is in frame {0}",
                other->frame, 0, one->from_initiator ? "initiator" : "responder");
}

void install(const Bench& bench) {
  const auto children = bench.table<std::uint32_t, Rekey>("Child SAs");
  bench.events.to<sessions::ChildSaMade>([bench, children](const sessions::ChildSaMade& event) {
    if (!event.child.rekeyed_from || event.request == nullptr) return;
    const Rekey now{event.from_initiator, std::min(event.request->nonce, event.response.nonce),
                    event.response_frame};
    if (const auto* before = other_of(*children, *event.child.rekeyed_from, now))
      tell(bench, Subject(event.sa), fmt::format("Child SA {}", *event.child.rekeyed_from), *before,
           now);
  });
  const auto ike_sas = bench.table<std::uint32_t, Rekey>("IKE SAs");
  bench.events.to<sessions::IkeSaRekeyed>([bench, ike_sas](const sessions::IkeSaRekeyed& event) {
    const Rekey now{event.from_initiator,
                    Nonce(event.lowest_nonce.begin(), event.lowest_nonce.end()),
                    event.response_frame};
    if (const auto* before = other_of(*ike_sas, event.old_sa.id, now))
      tell(bench, Subject(event.old_sa), to_text(Subject(event.old_sa)), *before, now);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-rekey-collision",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_keys,
    .title = "Both peers rekeyed the same SA at once",
    .why =
        "Two replacements were made for one SA. The one whose exchange holds the lowest of the "
        "four nonces is closed by its maker; the other stays. That is foreseen, but "
        "implementations that choose differently leave both, or none.",
    .advice =
        "Give the two peers different lifetimes, or a random part in them. If traffic stops after "
        "such a collision, compare what the evidence says must stay with what each peer kept.",
    .specs = {"RFC 7296 section 2.8.1", "RFC 7296 section 2.8.2", "RFC 7296 section 2.25", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_rekey_collision
