// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_message_ip_fragmented {
namespace {

constexpr auto supported = registry::notify::ikev2_fragmentation_supported;

std::string who_offered(const sessions::IkeSa& sa) {
  const bool initiator = sa.initiator_said(supported);
  const bool responder = sa.responder_said(supported);
  if (initiator && responder) return "both peers";
  if (initiator) return "only the initiator";
  if (responder) return "only the responder";
  return sa.seen_from_start ? "neither peer" : "unknown, the capture starts later";
}

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} message{} of {} travelled as IP fragments (largest IP packet {}); IKE "
      "fragmentation was offered by: {}",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      counted(finding.evidence.number("largest_packet_octets"), "octet"),
      finding.evidence.text("ike_fragmentation_offered_by"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (event.datagram.ip.fragments == 0) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("ike_fragmentation_offered_by", who_offered(event.sa));
    finding.evidence.raise_to("largest_packet_octets", event.datagram.ip.packet_octets);
    finding.evidence.raise_to("largest_fragment_octets", event.datagram.ip.largest_piece);
    finding.evidence.set("ip_fragments",
                         finding.evidence.number("ip_fragments") + event.datagram.ip.fragments);
    finding.add({});
    say_of_ip_fragments(finding, event.datagram, " that holds an IKE message");
    finding.add_frames(event.datagram.fragment_frames);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-message-ip-fragmented",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "An IKE message travelled as IP fragments",
    .why =
        "Many NATs and firewalls drop IP fragments, and fragments after the first carry no ports: "
        "negotiations with certificates or post-quantum key exchanges then fail for some users "
        "only.",
    .advice =
        "Enable IKE fragmentation (RFC 7383) on both peers, or lower the fragment size if it is "
        "enabled already. IKE_SA_INIT cannot be fragmented: move large key exchanges into "
        "IKE_INTERMEDIATE (RFC 9370).",
    .specs = {"RFC 7383 section 1", "RFC 7296 section 2", "RFC 9242", "RFC 9370"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_message_ip_fragmented
