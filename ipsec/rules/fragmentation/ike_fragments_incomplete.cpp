// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include <fmt/format.h>

#include "ipsec/rules/capped.h"
#include "ipsec/rules/fragmentation/capture_end.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_fragments_incomplete {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} message{} of {} stayed incomplete: of {} number {} never came{}",
                     finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
                     counted(finding.evidence.number("total"), "fragment"),
                     finding.evidence.text("missing"), capture_end_text(finding.evidence));
}

void install(const Bench& bench) {
  // When those that are incomplete were last heard of.
  const auto last = bench.table<std::uint32_t, Time>("IKE SAs");
  bench.events.to<sessions::CaptureEnded>([bench, last](const sessions::CaptureEnded& end) {
    for (const auto& [ike_sa, time] : *last) {
      Subject subject;
      subject.ike_sa = ike_sa;
      Finding* finding = bench.findings.find(bench.rule, subject);
      if (finding != nullptr && finding->count == 1)
        judge_at_capture_end(*finding, time, end.facts.last_time);
    }
  });
  bench.events.to<sessions::IkeFragmentsIncomplete>(
      [bench, last](const sessions::IkeFragmentsIncomplete& event) {
        const bool newest = !event.sa.exchanges.empty() &&
                            event.exchange.number == event.sa.exchanges.back().number;
        if (newest) {
          auto* time = last->place(event.sa.id);
          if (time == nullptr) return;
          *time = event.sa.last_time;
        }
        Finding& finding = bench.about(Subject(event.sa));
        std::string missing;
        for (const auto number : event.fragments.missing()) {
          if (missing.size() >= 60) break;
          missing += (missing.empty() ? "" : ", ") + std::to_string(number);
        }
        finding.evidence.set("total", std::uint64_t{event.fragments.total()});
        finding.evidence.set("missing", missing);
        finding.add({});
        std::uint64_t came = 0;
        for (const auto frame : event.fragments.frames())
          finding.say(frame,
                      "fragment frame {0} of a message that stayed incomplete: of {1} fragments "
                      "number {2} never came",
                      ++came, event.fragments.total(), missing);
        finding.add_frames(event.fragments.frames());
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-fragments-incomplete",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "Fragments of an IKE message never became complete",
    .why =
        "An IKE message was split (RFC 7383), not all of its fragments passed this point, and the "
        "exchange did not go on. One lost fragment loses the message, and the sender repeats all "
        "of them.",
    .advice =
        "Some fragments may be too large for the path: lower the fragment size on the sender. If "
        "always the same number is missing, a middlebox filters by size or content.",
    .specs = {"RFC 7383 section 2.6", "RFC 7383 section 2.6.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_fragments_incomplete
