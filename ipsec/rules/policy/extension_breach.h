// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/rules/rule.h"

namespace espect::rules {

// A rule of an extension's specification or of the experimental profile that something breaks.
struct Breach {
  std::string_view id;  // "XVPN-02"
  std::string what;
};

// The rule's finding about the subject: `rules` in the evidence lists the ids, `what` says the
// first.
inline void report_breaches(const Bench& bench, const Subject& subject,
                            const std::vector<Breach>& breaches, std::uint32_t first_frame,
                            std::uint32_t second_frame = 0) {
  for (const Breach& breach : breaches) {
    Finding& finding = bench.about(subject);
    finding.certainty = Certainty::decrypted;
    auto ids = finding.evidence.text("rules");
    if (ids.find(breach.id) == std::string::npos)
      finding.evidence.set("rules", ids + (ids.empty() ? "" : ", ") + std::string(breach.id));
    if (finding.evidence.text("what").empty()) finding.evidence.set("what", breach.what);
    finding.evidence.set("profile", std::string("experimental"));
    finding.add({first_frame, second_frame});
    for (const auto frame : {first_frame, second_frame})
      finding.say(frame, "{2}", 0, 0, std::string(breach.id) + ": " + breach.what);
  }
}

}  // namespace espect::rules
