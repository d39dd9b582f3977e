// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/bytes/counted.h"
#include "ipsec/rules/expired_waivers.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::waiver_expired {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} expired, and what {} covered counts again: {}",
                     counted(finding.count, "waiver has", "waivers have"),
                     finding.count == 1 ? "it" : "they", finding.evidence.text("waivers"));
}

// The waivers come with the report, not with the traffic: `tell_expired`.
void install(const Bench& /*bench*/) {}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "waiver-expired",
    .family = Family::policy,
    .severity = Severity::low,
    .needs = Needs::headers,
    .title = "A waiver of the report has expired",
    .why =
        "Somebody answered for findings until a day that has passed: the day of this run is "
        "later (SOURCE_DATE_EPOCH sets another day). The waiver no longer covers anything, so "
        "these findings count again.",
    .advice =
        "Ask the owner: mend what was waived and take the line out of the file of --waivers, "
        "or write a new day with a reason that holds today.",
    .specs = {"espect docs/ci/README.md", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::waiver_expired

namespace espect::rules {

void tell_expired(const std::vector<Waiver>& waivers, Findings& findings) {
  for (const auto& waiver : waivers) {
    if (!waiver.expired) continue;
    Finding& finding = findings.about(waiver_expired::rule, {});
    const auto known = finding.evidence.text("waivers");
    finding.evidence.set("waivers",
                         fmt::format("{}{}{} on {} ({}: {})", known, known.empty() ? "" : "; ",
                                     waiver.rule, waiver.expires, waiver.owner, waiver.reason));
    finding.add({});
  }
}

}  // namespace espect::rules
