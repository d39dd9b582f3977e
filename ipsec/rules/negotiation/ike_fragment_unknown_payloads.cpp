// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_fragment_unknown_payloads {
namespace {

// So many show that somebody tries; libreswan's limit is 30.
constexpr std::uint64_t many = 16;

std::string sentence(const Finding& finding) {
  const auto most = finding.evidence.number("most_in_a_fragment");
  return fmt::format("{} of {} {} payloads in front of SKF that nobody knows{}: {}",
                     counted(finding.count, "fragment"), to_text(finding.subject),
                     verb(finding.count, "has", "have"),
                     most == 1 ? "" : fmt::format(", up to {}", most),
                     finding.evidence.text("payloads"));
}

struct Unknown {
  std::uint64_t count = 0;  // without the critical bit: a receiver skips them
  std::string names;        // of the first few
};

Unknown unknown_payloads(const sessions::IkeMessage& message) {
  constexpr std::uint64_t most_named = 8;
  Unknown unknown;
  for (const auto& payload : message.payloads()) {
    const auto* row = payload.type.find();
    const bool known = row != nullptr && row->state == registry::State::assigned;
    if (known || payload.encrypted() || payload.header.critical()) continue;
    if (++unknown.count > most_named) continue;
    unknown.names += (unknown.count == 1 ? "" : ", ") + payload.type.display_name();
  }
  if (unknown.count > most_named) unknown.names += ", ...";
  return unknown;
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (!event.message.fragment() || event.second_sighting) return;
    const auto unknown = unknown_payloads(event.message);
    if (unknown.count == 0) return;
    Finding& finding = bench.about(Subject(event.sa));
    if (finding.count == 0) {
      finding.judge(Severity::low);
      finding.evidence.set("payloads", unknown.names);
    }
    if (unknown.count >= many) finding.judge(Severity::medium);
    finding.evidence.raise_to("most_in_a_fragment", unknown.count);
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "fragment {0} has {1} of them in front of SKF: {2}",
                event.message.fragment()->number, unknown.count, unknown.names);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-fragment-unknown-payloads",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "An IKE fragment has unknown payloads in the clear",
    .why =
        "A fragment needs nothing but its SKF payload (RFC 7383). Payloads of unknown types in front "
        "of it are skipped by the receiver, are not encrypted and serve no purpose; many of them "
        "reach a flaw of libreswan before 5.3.1, whose limit is 30 (CVE-2026-12413). From 16 in one "
        "fragment on the finding is medium, below low. Unknown payloads inside SK are normal and "
        "are not counted.",
    .advice = "Look at who sent it, and whether the receiver still runs. Update it.",
    .specs = {"RFC 7383 section 2.5", "RFC 7296 section 2.5", "CVE-2026-12413", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_fragment_unknown_payloads
