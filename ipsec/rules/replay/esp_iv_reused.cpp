// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::esp_iv_reused {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} authentic packet{} of {} carr{} an IV that another packet of it had: the key stream was "
      "used twice",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      finding.count == 1 ? "ies" : "y");
}

void install(const Bench& bench) {
  bench.events.to<sessions::IvReused>([bench](const sessions::IvReused& event) {
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    if (finding.count == 0) finding.evidence.set("first_iv", fmt::format("{:016x}", event.iv));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "IV {0:016x} was used before on this SA", event.iv);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-iv-reused",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::esp_keys,
    .title = "Two packets of one SA carry the same IV under a counter-mode cipher",
    .why =
        "A counter-mode cipher (GCM, CCM, CTR, ChaCha20) turns key and IV into a key stream. The "
        "same IV twice gives the exclusive-or of both plaintexts to anybody who listens, and with "
        "GCM the authentication key as well.",
    .advice =
        "Stop using the SA at once. Look for a sender that was restored from a snapshot, two "
        "machines that share one SA, or manual keys that were loaded twice.",
    .specs = {"RFC 4106 section 3.1", "RFC 3686 section 2.1", "RFC 7634 section 2",
              "RFC 5116 section 3.2"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_iv_reused
