// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} of {} {} payloads beside SKF that nobody knows: {}",
                     counted(finding.count, "fragment"), to_text(finding.subject),
                     verb(finding.count, "has", "have"), finding.evidence.text("payloads"));
}

std::string unknown_payloads(const sessions::IkeMessage& message) {
  std::string text;
  std::size_t named = 0;
  for (const auto& payload : message.payloads()) {
    const auto* row = payload.type.find();
    if (row != nullptr && row->state == registry::State::assigned) continue;
    if (named++ == 8) return text + ", ...";
    text += (text.empty() ? "" : ", ") + payload.type.display_name();
  }
  return text;
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (!event.message.fragment()) return;
    const auto payloads = unknown_payloads(event.message);
    if (payloads.empty()) return;
    Finding& finding = bench.about(Subject(event.sa));
    if (finding.count == 0) finding.evidence.set("payloads", payloads);
    finding.add({event.datagram.frame});
  });
}

}  // namespace

extern const RuleInfo ike_fragment_unknown_payloads;
const RuleInfo ike_fragment_unknown_payloads{
    .id = "ike-fragment-unknown-payloads",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "An IKE fragment has unknown payloads in the clear",
    .why =
        "A fragment holds nothing but its SKF payload (RFC 7383). Payloads of unknown types in "
        "front of it are not authenticated and serve no purpose; a known flaw of an implementation "
        "is reached that way (CVE-2026-12413).",
    .advice = "Look at who sent it, and whether the receiver still runs. Update it.",
    .specs = {"RFC 7383 section 2.5", "RFC 7296 section 2.5", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
