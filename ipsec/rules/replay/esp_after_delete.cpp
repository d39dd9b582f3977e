// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_after_delete {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} on {} came up to {} after it was deleted", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     counted(finding.evidence.number("seconds_after_delete"), "second"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspAfterDelete>([bench](const sessions::EspAfterDelete& event) {
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("delete_frame", std::uint64_t{event.child->closed_frame});
    finding.evidence.raise_to("seconds_after_delete", static_cast<std::uint64_t>(event.seconds));
    finding.add({event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame,
                  "number {0}, sent {2} s after the SA was deleted in frame {1}",
                  wire_number(event.datagram), event.child->closed_frame,
                  fmt::format("{:.1f}", event.seconds));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-after-delete",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "Traffic on a Child SA after it was deleted",
    .why =
        "The SA was deleted in an INFORMATIONAL exchange, and authentic packets still come more "
        "than five seconds later. The receiver has thrown the keys away, so they are lost.",
    .advice =
        "The sender did not take the delete into account, or never got it. Look for a peer that "
        "keeps the old SA after a rekey.",
    .specs = {"RFC 7296 section 1.4.1", "RFC 7296 section 2.8", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_after_delete
