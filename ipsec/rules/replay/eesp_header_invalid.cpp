// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::eesp_header_invalid {
namespace {

std::string fault_of(const sessions::EespHeadSeen& event) {
  constexpr unsigned no_eesp = 0xff;
  const auto& head = event.head;
  if (head.version == no_eesp) return "has 0 where the first bit of EESP is 1";
  if (head.version != 0) return fmt::format("says version {}", head.version);
  if (head.reserved != 0) return "has reserved bits set";
  if (head.options_broken) return "has options that do not end with their field";
  if (head.crypt_offset && event.payload_at != 0 && head.crypt_offset->payload != event.payload_at)
    return fmt::format("says that its payload starts at octet {}, and it starts at {}",
                       head.crypt_offset->payload, event.payload_at);
  return {};
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} on {} {}: a receiver drops {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.text("what"), finding.count == 1 ? "it" : "them");
}

void install(const Bench& bench) {
  bench.events.to<sessions::EespHeadSeen>([bench](const sessions::EespHeadSeen& event) {
    const auto what = fault_of(event);
    if (what.empty()) return;
    Finding& finding = bench.about(Subject(event.flow));
    if (finding.count == 0) finding.evidence.set("what", what);
    finding.evidence.set("profile", std::string("experimental"));
    finding.certainty = event.authentic ? Certainty::decrypted : Certainty::observed;
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "{2}", 0, 0, "the EESP packet " + what);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "eesp-header-invalid",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "EESP packets with a base header that receivers drop",
    .why =
        "The version of EESP is 0, its reserved bits are 0, its options fill their field "
        "exactly, and a Crypt Offset option says where the payload really starts. A "
        "receiver must drop what says otherwise: the packets are lost, or something other "
        "than EESP uses its number.",
    .advice =
        "Compare what the sender implements with draft-ietf-ipsecme-eesp-03: earlier "
        "revisions had flags where the reserved bits are now, and the prototype for Linux "
        "has its first word in another order (xp.eesp_preset linux-prototype).",
    .specs = {"draft-ietf-ipsecme-eesp-03 section 2.2.1", "draft-ietf-ipsecme-eesp-03 section 3"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::eesp_header_invalid
