// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_icv_failed {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} with the SPIs of {} {} under none of its keys: {}; the first came from {}",
                     counted(finding.count, "message"), to_text(finding.subject),
                     finding.count == 1 ? "verifies" : "verify", sessions::without_its_keys,
                     finding.evidence.text("sender"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageNotOfSa>([bench](const sessions::IkeMessageNotOfSa& event) {
    if (event.why != sessions::NotOfSa::icv_failed) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    if (finding.count == 0) finding.evidence.set("sender", to_text(event.datagram.path.source));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "message id {0}: the ICV does not verify",
                event.message.header().message_id);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-icv-failed",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "The ICV of IKE messages does not verify",
    .why =
        "The keys of the IKE SA are known, because other messages of this sender verify under "
        "them. These do not. A peer drops them and answers nothing, so a request that comes like "
        "this is repeated until the sender gives the peer up. They count for nothing else, since "
        "anybody who knows the SPIs can send them.",
    .advice =
        "When the sender is the peer and the requests go on, something between the two changes "
        "messages, or the sender seals them with keys that the other side does not have. A single one "
        "may be damage, or made up by anybody who can send to this address; its source proves "
        "nothing.",
    .specs = {"RFC 7296 section 2.21.3", "RFC 7296 section 3.14", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_icv_failed
