// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/replay/eesp_announced.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::eesp_crypt_offset_exceeded {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} packet{} on {} leave{} up to {} octets in the clear, and its receiver {}",
                     finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.count == 1 ? "s" : "", evidence.number("largest_crypt_offset"),
                     evidence.text("receiver"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EespHeadSeen>([bench](const sessions::EespHeadSeen& event) {
    if (event.child == nullptr || !event.head.crypt_offset) return;
    const auto announced = announced_by_receiver(*event.child, event.flow.spi).max_crypt_offset;
    const auto used = event.head.crypt_offset->encrypted;
    if (announced && used <= *announced) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.evidence.raise_to("largest_crypt_offset", used);
    finding.evidence.set("receiver", announced
                                         ? fmt::format("accepts {} at most", *announced)
                                         : std::string("announced no maximum, so it accepts none"));
    finding.evidence.set("profile", std::string("experimental"));
    finding.certainty = event.authentic ? Certainty::decrypted : Certainty::observed;
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "the first {0} octets of the payload are not encrypted",
                used);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "eesp-crypt-offset-exceeded",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "EESP packets leave more in the clear than the receiver allows",
    .why =
        "The option Crypt Offset leaves the beginning of the inner packet readable for the "
        "path. A receiver announces how much it accepts; without the announcement it "
        "accepts none, and it must drop packets that exceed it. An authentic packet that "
        "does so comes from a sender that exposes what its peer wanted encrypted: the draft"
        " recommends to take the SA down.",
    .advice =
        "Switch the option off at the sender, or announce EESP_MAX_CRYPT_OFFSET at the "
        "receiver when middleboxes are meant to read the inner headers.",
    .specs = {"draft-ietf-ipsecme-eesp-03 section 3.1.2",
              "draft-ietf-ipsecme-eesp-ikev2-02 section 3.6"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::eesp_crypt_offset_exceeded
