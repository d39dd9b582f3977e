// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::esp_unknown_spi {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} on {}, which no negotiation between its two addresses made",
                     finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (!flow.unknown_spi) return;
    Finding& finding = bench.about(Subject(flow));
    finding.certainty = Certainty::decrypted;
    finding.add_frames(flow.frames_kept);
    finding.say_of_flow(flow, flow.first_frame, flow.last_frame,
                        "on an SPI that no negotiation between its two addresses made");
    finding.count = flow.packets;
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-unknown-spi",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "ESP or AH on an SPI that nobody negotiated",
    .why =
        "All IKE SAs between these two addresses are decrypted from their start, and none of them "
        "made an SA with this SPI. Its packets are forged, stray, or from manual keys.",
    .advice =
        "Ask who sends them. A receiver drops them and may answer INVALID_SPI. If the SA has "
        "manual keys, give them with --keys.",
    .specs = {"RFC 4301 section 5.2", "RFC 4303 section 3.4.2", "RFC 7296 section 2.21", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_unknown_spi
