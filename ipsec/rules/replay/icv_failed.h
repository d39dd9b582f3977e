// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"

// What esp-icv-failed and ah-icv-failed have in common: all but the protocol.
namespace espect::rules {

struct FailureWords {
  std::string_view evidence;
  std::string_view words;
};

inline FailureWords words_of(sessions::FailureLooks looks) {
  switch (looks) {
    case sessions::FailureLooks::corrupted:
      return {"corrupted", "corrupted on the way: its number is the next or a missing one"};
    case sessions::FailureLooks::changed_copy:
      return {"changed_copies", "like a copy of an earlier packet that was changed"};
    case sessions::FailureLooks::forged:
      return {"forged", "forged: its number jumps ahead"};
  }
  return {};
}

inline std::string icv_failed_sentence(const Finding& finding) {
  return fmt::format("{} packet{} of {} {} not authentic; the first looks {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.count == 1 ? "is" : "are", finding.evidence.text("first_looks"));
}

template <Protocol Of>
void install_icv_failed(const Bench& bench) {
  bench.events.to<sessions::IcvFailed>([bench](const sessions::IcvFailed& event) {
    if (event.flow.protocol != Of) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    const auto looks = words_of(event.looks);
    if (finding.count == 0) finding.evidence.set("first_looks", std::string(looks.words));
    finding.evidence.set(looks.evidence, finding.evidence.number(looks.evidence) + 1);
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "number {0}: the ICV does not verify; it looks {2}",
                event.sequence, 0, std::string(looks.words));
  });
}

}  // namespace espect::rules
