// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::pq_lost_on_rekey {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} with {} was rekeyed to {}", finding.evidence.text("sa"),
                     finding.evidence.text("before"), finding.evidence.text("after"));
}

void tell(Finding& finding, std::string sa, const sessions::Proposal& before,
          const sessions::Proposal& after, std::uint32_t request, std::uint32_t response) {
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("sa", std::move(sa));
  finding.evidence.set("before", to_text(before));
  finding.evidence.set("after", to_text(after));
  finding.add({request, response});
  if (heard(finding))
    say_of_exchange(finding, request, "rekeys what has " + finding.evidence.text("before"),
                    response, "selects " + finding.evidence.text("after"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaRekeyed>([bench](const sessions::IkeSaRekeyed& event) {
    if (!event.old_sa.quantum_resistant() || event.new_sa.quantum_resistant()) return;
    tell(bench.about(Subject(event.new_sa)), to_text(Subject(event.old_sa)),
         *event.old_sa.selection, *event.new_sa.selection, event.request_frame,
         event.response_frame);
  });
  // A Child SA of IKE_AUTH names no key exchange of its own, so it cannot lose one.
  const auto hybrids = bench.table<std::uint32_t, sessions::Proposal>("IKE SAs");
  bench.events.to<sessions::ChildSaMade>([bench, hybrids](const sessions::ChildSaMade& event) {
    const auto& child = event.child;
    if (child.selection.quantum_resistant()) {
      hybrids->emplace(child.id, child.selection);
      return;
    }
    const auto before = child.rekeyed_from ? hybrids->find(*child.rekeyed_from) : hybrids->end();
    if (before == hybrids->end()) return;
    tell(bench.about(Subject(event.sa)), "a Child SA", before->second, child.selection,
         event.request_frame, event.response_frame);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "pq-lost-on-rekey",
    .family = Family::quantum,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "A hybrid SA was rekeyed without its quantum-resistant key exchange",
    .why =
        "The new SA still depends on the old SK_d, so recorded traffic is not lost at once. But "
        "whoever gets the old keys, and breaks the classical exchange, follows every later SA: the "
        "rekey no longer gives quantum-resistant forward secrecy.",
    .advice =
        "Configure the same additional key exchanges for rekeying as for the first SA, for IKE and "
        "for Child SAs with forward secrecy, at both peers.",
    .specs = {"RFC 9370 section 2.2.4", "RFC 7296 section 2.18", "RFC 7296 section 1.3", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::pq_lost_on_rekey
