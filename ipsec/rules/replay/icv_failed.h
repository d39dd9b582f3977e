// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"

// What esp-icv-failed and ah-icv-failed have in common: all but the protocol.
namespace espect::rules {

inline std::string_view words_of(sessions::FailureLooks looks) {
  switch (looks) {
    case sessions::FailureLooks::corrupted:
      return "corrupted on the way: its number came in no other packet";
    case sessions::FailureLooks::changed_copy:
      return "like a copy of another packet that was changed";
    case sessions::FailureLooks::forged:
      return "forged: the sender had not used its number";
  }
  return {};
}

// Of packets in front of the first that verifies.
constexpr std::string_view before_first = "before_first_authentic";

inline std::string icv_failed_sentence(const Finding& finding) {
  const auto before = finding.evidence.number(before_first);
  if (before == finding.count)
    return fmt::format(
        "{} packet{} of {} in front of the first that verifies {} not: of an older key, or made up",
        before, before == 1 ? "" : "s", to_text(finding.subject), before == 1 ? "does" : "do");
  // Of numbers without an order nothing can be told.
  const auto looks = finding.evidence.text("first_looks");
  const auto failed = finding.count - before;
  auto text = fmt::format("{} packet{} of {} {} not authentic{}{}", failed, failed == 1 ? "" : "s",
                          to_text(finding.subject), failed == 1 ? "is" : "are",
                          looks.empty() ? "" : "; the first looks ", looks);
  if (before != 0)
    text +=
        fmt::format("; {} more in front of the first that verifies may have an older key", before);
  return text;
}

template <Protocol Of>
void install_icv_failed(const Bench& bench) {
  bench.events.to<sessions::IcvFailed>([bench](const sessions::IcvFailed& event) {
    if (event.flow.protocol != Of) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    finding.judge(event.before_key ? Severity::medium : Severity::high);
    finding.add({event.datagram.frame});
    if (event.before_key)
      finding.evidence.set(before_first, finding.evidence.number(before_first) + 1);
    finding.say(event.datagram.frame, "number {0}: the ICV does not verify", event.sequence);
  });
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    const auto& failures = event.flow.failures;
    if (event.flow.protocol != Of ||
        failures.corrupted + failures.changed_copies + failures.forged == 0)
      return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.evidence.set("first_looks", std::string(words_of(failures.first)));
    if (failures.corrupted != 0) finding.evidence.set("corrupted", failures.corrupted);
    if (failures.changed_copies != 0)
      finding.evidence.set("changed_copies", failures.changed_copies);
    if (failures.forged != 0) finding.evidence.set("forged", failures.forged);
  });
}

}  // namespace espect::rules
