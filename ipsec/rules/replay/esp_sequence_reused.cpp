// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/replay/announced_status.h"

namespace espect::rules::esp_sequence_reused {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} packet{} on {} repeat{} a sequence number that was seen before, the first {} in frame {}",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      finding.count == 1 ? "s" : "", finding.evidence.number("first_repeated_sequence"),
      finding.frames.empty() ? 0 : finding.frames.front());
}

void install(const Bench& bench) {
  bench.events.to<sessions::SequenceOutOfOrder>([bench](const auto& event) {
    if (event.verdict != sessions::SequenceVerdict::duplicate || event.flow.unknown_spi) return;
    Finding& finding = bench.about(Subject(event.flow));
    if (finding.count == 0) finding.evidence.set("first_repeated_sequence", event.sequence);
    finding.evidence.raise_to("largest_distance", event.distance);
    finding.evidence.set("window", std::uint64_t{event.flow.window});
    finding.certainty = event.authentic ? Certainty::decrypted : Certainty::observed;
    const bool off = announced_off(event.child, event.flow);
    // Of OSPFv3, VRRP and their like: keyed by hand, several senders, so no anti-replay (RFC 4303
    // section 2.2).
    const bool by_hand = event.flow.path.destination.multicast() && event.child == nullptr;
    if (finding.count == 0 && (off || by_hand)) finding.judge(Severity::info);
    if (!off && !by_hand) finding.judge(Severity::high);
    finding.evidence.set(
        "receiver",
        std::string(by_hand ? "is a multicast group keyed by hand, which has no anti-replay"
                    : off   ? "had announced no replay protection when the repeat arrived"
                    : event.flow.anti_replay() ? "drops them, when it has anti-replay"
                                               : "has anti-replay switched off and accepts them"));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame,
                "sequence number {0} was seen before ({1} behind the highest)", event.sequence,
                event.distance);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-sequence-reused",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "A sequence number appears again on one SA",
    .why =
        "A sender never uses a sequence number twice on an SA. A repeat is a replayed packet, a "
        "packet that the network duplicated, a capture taken at two points, or a sender that lost "
        "its counter. A receiver with anti-replay drops it; one without accepts it.",
    .advice =
        "Compare the frames: equal octets with the same IP identification and TTL within "
        "milliseconds are a duplicate of the network or of the capture; anything else is a replay, "
        "or a forgery that would not authenticate. Where the receiver had announced that it has no "
        "replay protection, the repeat was accepted and is told as information.",
    .specs = {"RFC 4303 section 2.2", "RFC 4303 section 3.3.3", "RFC 4303 section 3.4.3",
              "RFC 4302 section 3.4.3"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_sequence_reused
