// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

// Fragments after the first have no ports, so those of UDP alone say nothing.
bool is_ipsec(const sessions::BrokenFragments& fragments) {
  constexpr std::uint8_t esp = 50, ah = 51;
  return fragments.carried != sessions::Carried::unknown || fragments.ip_protocol == esp ||
         fragments.ip_protocol == ah;
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} to {} came in fragments that overlap: {} octets came",
                     finding.count, finding.count == 1 ? "" : "s",
                     to_text(finding.subject.destination),
                     finding.evidence.number("received_octets"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::FragmentsBroken>([bench](const sessions::FragmentsBroken& event) {
    if (!event.fragments.overlap || !is_ipsec(event.fragments)) return;
    Subject subject;
    subject.destination = event.datagram.path.destination;
    Finding& finding = bench.about(subject);
    finding.evidence.raise_to("received_octets", event.fragments.received_octets);
    finding.evidence.set("ip_protocol", std::uint64_t{event.fragments.ip_protocol});
    finding.add({});
    finding.add_frames(event.datagram.fragment_frames);
  });
}

}  // namespace

extern const RuleInfo ip_fragments_overlap;
const RuleInfo ip_fragments_overlap{
    .id = "ip-fragments-overlap",
    .family = Family::fragmentation,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "IP fragments of an IPsec packet overlap",
    .why =
        "Overlapping fragments let two receivers see two different packets, and firewalls "
        "another one. IPv6 forbids them, and no sender of IPsec makes them: somebody injects "
        "fragments, or a device on the path is broken.",
    .advice =
        "Drop overlapping fragments at the border (RFC 5722). Look for the sender of the "
        "second copy.",
    .specs = {"RFC 791 section 3.2", "RFC 8200 section 4.5", "RFC 5722", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
