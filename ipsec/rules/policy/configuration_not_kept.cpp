// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/policy/configuration/answers.h"

namespace espect::rules::configuration_not_kept {
namespace {

using configuration::ConnectionAnswer;
using configuration::Kept;

std::string sentence(const Finding& finding) {
  return fmt::format("{} does not do what {} says: {}", to_text(finding.subject),
                     finding.evidence.text("connection"), finding.evidence.text("broken"));
}

void install(const Bench& bench) {
  configuration::answer_at_end(bench, [bench](const ConnectionAnswer& answer) {
    if (!answer.broken()) return;
    Finding& finding = bench.about(answer.subject);
    configuration::add_text(finding, "connection", configuration::name_of(*answer.connection));
    configuration::add_text(finding, "broken", text_of(answer, Kept::broken));
    configuration::add_text(finding, "kept", text_of(answer, Kept::kept));
    configuration::add_text(finding, "not_seen", text_of(answer, Kept::not_seen));
    for (const auto& one : answer.answers) {
      if (one.kept != Kept::broken) continue;
      if (one.opened) finding.certainty = Certainty::decrypted;
      finding.add({});
      finding.add_frames(one.frames);
      for (const auto frame : one.frames)
        finding.say(frame, "{2}", 0, 0,
                    fmt::format("{}: {}", configuration::name_of(one), one.what));
    }
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "configuration-not-kept",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "A connection does not do what its configuration says",
    .why =
        "The policy in force was written from a configuration (espect policy from-config), and the "
        "traffic of a connection differs from it: another proposal, other selectors or another mode "
        "than configured, an SA that outlives its lifetime, a daemon that announces what it was told "
        "not to. The file is not the one that runs, the other end did not agree, or the daemon reads "
        "it otherwise. A default that nothing overrides counts as said.",
    .advice =
        "Look at each setting that the finding names, with its line, on the end that the connection "
        "speaks for. The evidence lists what is kept, and what this capture cannot show without "
        "keys, or not at all.",
    .specs = {"RFC 4301 section 4.4.1", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::configuration_not_kept
