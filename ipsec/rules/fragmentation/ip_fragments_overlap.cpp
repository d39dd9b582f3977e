// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/fragmentation/broken_fragments.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ip_fragments_overlap {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} to {} came in fragments that overlap: {} came", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject.destination),
                     counted(finding.evidence.number("received_octets"), "octet"));
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ip-fragments-overlap",
    .family = Family::fragmentation,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "IP fragments of an IPsec packet overlap",
    .why =
        "Overlapping fragments let two receivers see two different packets, and firewalls another "
        "one. IPv6 forbids them, and no sender of IPsec makes them: somebody injects fragments, or "
        "a device on the path is broken.",
    .advice =
        "Drop overlapping fragments at the border (RFC 5722). Look for the sender of the second "
        "copy.",
    .specs = {"RFC 791 section 3.2", "RFC 8200 section 4.5", "RFC 5722", {}},
    .sentence = sentence,
    .install = install_broken_fragments<true>,
};

}  // namespace espect::rules::ip_fragments_overlap
