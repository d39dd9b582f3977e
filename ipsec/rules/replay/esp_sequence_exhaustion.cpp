// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::esp_sequence_exhaustion {
namespace {

constexpr std::uint64_t numbers = std::uint64_t{1} << 32;
constexpr std::uint64_t near_the_end = numbers / 16 * 15;

std::string sentence(const Finding& finding) {
  return fmt::format("{} without extended sequence numbers {} (highest {})",
                     to_text(finding.subject),
                     finding.severity == Severity::high ? "let its sequence number wrap"
                                                        : "comes near the end of its numbers",
                     finding.evidence.number("highest"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (!flow.sequential()) return;
    const auto highest = flow.highest();
    // Only what says that the SA has 32-bit numbers counts: a wrap alone is the sign of ESN.
    const bool known = flow.icv_ok != 0 || (event.child != nullptr && event.child->esn());
    const bool esn = flow.icv_ok != 0 ? flow.esn : known && *event.child->esn();
    if (!known || esn || highest < near_the_end) return;
    Finding& finding = bench.about(Subject(flow));
    if (highest >= numbers) finding.judge(Severity::high);
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("highest", highest);
    finding.add({flow.first_frame, flow.last_frame});
    if (heard(finding)) say_at_ends(finding, flow, fmt::format("numbers up to {}", highest));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-sequence-exhaustion",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "A 32-bit sequence number runs out",
    .why =
        "Without extended sequence numbers an SA must be replaced before 2^32 packets; its counter "
        "must not cycle while anti-replay is on. A sender that goes on either stops or lets the "
        "receiver drop everything.",
    .advice =
        "Rekey earlier (by packets, not only by time), or negotiate extended sequence numbers (SN "
        "transform 1).",
    .specs = {"RFC 4303 section 2.2", "RFC 4303 section 3.3.3", "RFC 9827", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_sequence_exhaustion
