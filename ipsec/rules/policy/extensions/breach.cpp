// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/extensions/breach.h"

#include <algorithm>
#include <tuple>

#include "ipsec/rules/frame_words.h"

namespace espect::rules {

namespace {

using Place = Breach::Place;

// A frame that has none of the breaches says where they are.
void say(const Finding& finding, const Breaches& breaches, std::uint32_t first,
         std::uint32_t second) {
  if (!heard(finding)) return;
  const auto text = [](const Breach& breach) {
    return std::string(breach.id) + ": " + breach.what;
  };
  const bool two = first != 0 && second != 0;
  for (const Breach& breach : breaches) {
    if (!two)
      finding.say(first + second, "{2}", 0, 0, text(breach));
    else if (breach.place == Place::both)
      say_of_exchange(finding, first, text(breach), second, text(breach));
    else
      finding.say(breach.place == Place::first ? first : second, "{2}", 0, 0, text(breach));
  }
  if (!two) return;
  for (const auto& [place, frame, other] :
       {std::tuple{Place::first, first, second}, {Place::second, second, first}})
    if (std::ranges::none_of(breaches, [&](const Breach& breach) {
          return breach.place == Place::both || breach.place == place;
        }))
      finding.say(frame, "of the same exchange as frame {0}, which has {2}", other, 0,
                  text(breaches.front()));
}

}  // namespace

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
  }
  if (!breaches.empty()) say(bench.about(subject), breaches, first_frame, second_frame);
}

}  // namespace espect::rules
