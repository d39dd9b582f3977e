// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/fragmentation/broken_fragments.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ip_fragments_incomplete {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} to {} stayed incomplete: {} came, the rest is missing{}",
                     finding.count, finding.count == 1 ? "" : "s",
                     to_text(finding.subject.destination),
                     counted(finding.evidence.number("received_octets"), "octet"),
                     capture_end_text(finding.evidence));
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ip-fragments-incomplete",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "IP fragments of an IPsec packet never became complete",
    .why =
        "A fragment was lost, or a router refused the first and forwarded the second: the packet "
        "is lost, and the receiver keeps the piece until its timer ends.",
    .advice =
        "Avoid IP fragments (see esp-ip-fragmented and ike-message-ip-fragmented). A missing first "
        "fragment with an ICMP too-big message is path MTU discovery at work.",
    .specs = {"RFC 791 section 3.2", "RFC 8200 section 4.5", "RFC 5722", {}},
    .sentence = sentence,
    .install = install_broken_fragments<false>,
};

}  // namespace espect::rules::ip_fragments_incomplete
