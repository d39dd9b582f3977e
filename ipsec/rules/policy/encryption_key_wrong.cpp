// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::encryption_key_wrong {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format(
      "the ICV of {} verifies, but what was decrypted is no packet ({} of {}): the encryption key "
      "is another one",
      to_text(finding.subject), finding.count, counted(evidence.number("icv_ok"), "packet"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (!flow.wrong_encryption_key()) return;
    Finding& finding = bench.about(Subject(flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("icv_ok", flow.icv_ok);
    finding.add({flow.first_frame, flow.last_frame});
    finding.count = flow.unreadable;
    if (heard(finding))
      say_at_ends(finding, flow,
                  fmt::format("of their plaintexts {} are no packet", flow.unreadable));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "encryption-key-wrong",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::esp_keys,
    .title = "The integrity key is right and the encryption key is not",
    .why =
        "Every packet is authentic, and none of them decrypts to padding, a next header and a "
        "packet that fit together. Either the key source mixes the keys of two SAs, or the two "
        "peers hold different encryption keys: then the receiver counts the packets as good and "
        "its inner hosts get nothing.",
    .advice =
        "Compare the encryption keys of both ends with the key source. Keys that were typed or "
        "copied by hand are often those of the other direction.",
    .specs = {"RFC 4303 section 3.4.4", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::encryption_key_wrong
