// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::lmap_not_honoured {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} packet{} of {} {} larger than the {} that their receiver announced ({}), the "
      "largest {}",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      finding.count == 1 ? "is" : "are", counted(finding.evidence.number("announced"), "octet"),
      finding.evidence.text("notify"), finding.evidence.number("largest"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::AnnouncedMtuExceeded>([bench](
                                                      const sessions::AnnouncedMtuExceeded& event) {
    const auto& said = event.announcement;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    if (finding.count == 0) {
      finding.add_frames({&said.request_frame, 1});
      finding.say(said.request_frame, "announces {0} octets, which later packets exceed", said.mtu);
    }
    finding.evidence.set("announced", std::uint64_t{said.mtu});
    finding.evidence.set("announced_in", std::uint64_t{said.request_frame});
    finding.evidence.set("notify",
                         registry::display_name(registry::tables::notify_types, said.notify));
    finding.evidence.raise_to("largest", event.datagram.ip.packet_octets);
    finding.add({event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame,
                  "number {0}: {1} octets, larger than the {2} that the receiver announced",
                  wire_number(event.datagram), event.datagram.ip.packet_octets,
                  std::to_string(said.mtu));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "lmap-not-honoured",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "A gateway sends larger packets than its peer announced",
    .why =
        "The decrypting gateway said, authenticated by IKE, which outer packets reach it whole "
        "(LMAP) or which it can process at most (PTB). After the exchange the other side goes on "
        "sending larger ones: they are fragmented on the way, or dropped.",
    .advice =
        "Look whether the sender supports the notify at all; lower its tunnel MTU or MSS to the "
        "announced value less the overhead of the SA.",
    .specs = {"draft-liu-ipsecme-ikev2-mtu-dect", "experimental profile section 4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::lmap_not_honoured
