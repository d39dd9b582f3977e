// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/policy/configuration/answers.h"

namespace espect::rules::configuration_kept {
namespace {

using configuration::ConnectionAnswer;
using configuration::Kept;

std::string sentence(const Finding& finding) {
  const auto not_seen = finding.evidence.text("not_seen");
  return fmt::format("{} does what {} says of {}{}{}", to_text(finding.subject),
                     finding.evidence.text("connection"), finding.evidence.text("kept"),
                     not_seen.empty() ? "" : "; not seen: ", not_seen);
}

void install(const Bench& bench) {
  configuration::answer_at_end(bench, [bench](const ConnectionAnswer& answer) {
    if (answer.broken()) return;
    Finding& finding = bench.about(answer.subject);
    configuration::add_text(finding, "connection", configuration::name_of(*answer.connection));
    const auto kept = text_of(answer, Kept::kept);
    configuration::add_text(finding, "kept", kept.empty() ? "nothing that it promises" : kept);
    configuration::add_text(finding, "not_seen", text_of(answer, Kept::not_seen));
    for (const auto& one : answer.answers)
      if (one.kept == Kept::kept && one.opened) finding.certainty = Certainty::decrypted;
    finding.add({answer.first_frame});
    finding.say(answer.first_frame, "{2}", 0, 0, "kept: " + finding.evidence.text("kept"));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "configuration-kept",
    .family = Family::policy,
    .severity = Severity::info,
    .needs = Needs::headers,
    .title = "What a connection does is what its configuration says",
    .why =
        "The policy in force was written from a configuration (espect policy from-config), and "
        "nothing that this capture shows of a connection differs from it. The answer names each "
        "setting that was seen to be kept, and with its reason each that was not seen: silence is "
        "no proof.",
    .advice =
        "Nothing to do for what is kept. For what is not seen give the keys (--keys), or a capture "
        "that is long enough for the lifetimes.",
    .specs = {"RFC 4301 section 4.4.1", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::configuration_kept
