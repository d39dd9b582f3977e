// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/policy/extensions/checks.h"

namespace espect::rules::extension_rule_violated {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} ({}): {}", to_text(finding.subject), finding.evidence.text("rules"),
                     finding.evidence.text("what"));
}

void install(const Bench& bench) {
  check_vpn_ids(bench);
  check_replay_status(bench);
  check_path_mtus(bench);
  check_shangmi(bench);
  check_shangmi_presets(bench);
  check_shangmi_ikev1(bench);
  check_echoes(bench);
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "extension-rule-violated",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "A payload or packet of an extension breaks a rule of its specification",
    .why =
        "An extension that has no RFC yet is implemented from drafts, and two implementations read "
        "them differently. The evidence names the rule (XVPN-02, XAR-07, ...) and what breaks it; "
        "docs/extensions says each rule in words. All of them are those of an experimental "
        "profile.",
    .advice =
        "Compare both implementations with the page of the extension. If the number belongs to "
        "something else here, give it another one with --codepoints, or 0 to switch it off.",
    .specs = {"experimental profile", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::extension_rule_violated
