// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/extensions/breach.h"

namespace espect::rules {

void report_breaches(const Bench& bench, const Subject& subject, const Breaches& breaches,
                     std::uint32_t first_frame, std::uint32_t second_frame) {
  for (const Breach& breach : breaches) {
    Finding& finding = bench.about(subject);
    finding.certainty = Certainty::decrypted;
    const bool worse = finding.count == 0 || breach.severity > finding.severity;
    if (worse) {
      finding.judge(breach.severity);
      finding.evidence.set("what", breach.what);
    }
    auto ids = finding.evidence.text("rules");
    if (ids.find(breach.id) == std::string::npos)
      finding.evidence.set("rules", ids + (ids.empty() ? "" : ", ") + std::string(breach.id));
    finding.evidence.set("profile", std::string("experimental"));
    finding.add({first_frame, second_frame});
    for (const auto frame : {first_frame, second_frame})
      finding.say(frame, "{2}", 0, 0, std::string(breach.id) + ": " + breach.what);
  }
}

}  // namespace espect::rules
