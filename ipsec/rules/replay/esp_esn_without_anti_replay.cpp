// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/replay/announced_status.h"

namespace espect::rules::esp_esn_without_anti_replay {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} has extended sequence numbers, but its receiver has anti-replay switched off",
      to_text(finding.subject));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    const bool announced = announced_off(event.child, flow);
    if (!flow.esn || (!announced && (!flow.window_known || flow.anti_replay()))) return;
    Finding& finding = bench.about(Subject(flow));
    finding.certainty = Certainty::decrypted;
    finding.add({flow.first_frame, flow.last_frame});
    say_at_ends(finding, flow, "extended numbers, and their receiver has anti-replay switched off");
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-esn-without-anti-replay",
    .family = Family::replay,
    .severity = Severity::info,
    .needs = Needs::esp_keys,
    .title = "Extended sequence numbers without anti-replay",
    .why =
        "A receiver without anti-replay has no highest sequence number, so it cannot follow the "
        "high half of an extended one for long. RFC 4303 wants anti-replay with ESN; many stacks "
        "refuse the combination.",
    .advice = "Switch anti-replay on, or negotiate 32-bit numbers for this SA.",
    .specs = {"RFC 4303 section 2.2.1", "RFC 4303 section 3.4.3", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_esn_without_anti_replay
