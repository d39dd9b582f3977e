// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/replay/announced_status.h"

namespace espect::rules::esp_anti_replay_disabled {
namespace {

constexpr std::string_view either_way = "key source, either way";

std::string sentence(const Finding& finding) {
  if (finding.evidence.text("source") == either_way)
    return fmt::format(
        "{} or the SA the other way has a receiver with anti-replay switched off: the key source "
        "says replay-window 0 of both, and one of them is inbound",
        to_text(finding.subject));
  return fmt::format(
      "the receiver of {} {} anti-replay switched off{}; {} repeated packet{} {} delivered",
      to_text(finding.subject),
      finding.evidence.text("source") == "announced" ? "announced that it has" : "has",
      finding.evidence.text("sequence_numbers") == "32-bit" ? " and 32-bit sequence numbers" : "",
      finding.evidence.number("repeats"), finding.evidence.number("repeats") == 1 ? "" : "s",
      finding.evidence.number("repeats") == 1 ? "was" : "were");
}

// A listing that does not say which of two SAs is inbound speaks of one of them: told once.
void tell_either_way(const Bench& bench, const sessions::EspFlow& flow,
                     Capped<std::pair<Address, Address>, bool>& told) {
  const auto ends = std::minmax({flow.path.source, flow.path.destination});
  bool* before = told.place(ends);
  if (before == nullptr || std::exchange(*before, true)) return;
  Finding& finding = bench.about(Subject(flow));
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("source", std::string(either_way));
  finding.add({flow.first_frame, flow.last_frame});
  say_at_ends(finding, flow, "the key source says replay-window 0 of this SA and the other way");
}

void install(const Bench& bench) {
  const auto told = bench.table<std::pair<Address, Address>, bool>("pairs of addresses");
  bench.events.to<sessions::EspFlowEnded>([bench, told](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (!flow.sequential()) return;  // nothing to check: sn-mismatch says it
    if (flow.no_window_of_two && !flow.window_known) return tell_either_way(bench, flow, *told);
    const bool announced = announced_off(event.child, flow);
    if (!announced && (!flow.window_known || flow.anti_replay())) return;
    Finding& finding = bench.about(Subject(flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("sequence_numbers", std::string(flow.esn ? "64-bit" : "32-bit"));
    finding.evidence.set("source", std::string(announced ? "announced" : "key source"));
    finding.evidence.set("repeats", flow.duplicates());
    finding.add({flow.first_frame, flow.last_frame});
    say_at_ends(finding, flow,
                announced ? "their receiver announced that it has anti-replay switched off"
                          : "their receiver has anti-replay switched off");
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-anti-replay-disabled",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::esp_keys,
    .title = "A receiver accepts replayed packets",
    .why =
        "A key source shows that the receiver's replay window is 0, or the receiver announced it "
        "(REPLAY_PROT_AND_ESN_STATUS): it delivers every authentic packet, also one that somebody "
        "recorded and sends again. With 32-bit numbers it cannot even tell afterwards.",
    .advice =
        "Set a replay window (32 at least, 64 or more is usual). If it was switched off because of "
        "reordering, enlarge the window instead: the flow's max_late says how far.",
    .specs = {"RFC 4303 section 3.4.3", "RFC 4301 section 4.4.2.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_anti_replay_disabled
