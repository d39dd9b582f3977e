// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::aggfrag_transport_mode_conflict {
namespace {

namespace notify = registry::notify;

std::string sentence(const Finding& finding) {
  return fmt::format("the {} of {} says USE_AGGFRAG and USE_TRANSPORT_MODE for one Child SA",
                     finding.evidence.text("message"), to_text(finding.subject));
}

bool conflict(const sessions::SaPayloads& payloads) {
  return payloads.said(notify::use_aggfrag) && payloads.said(notify::use_transport_mode);
}

void install(const Bench& bench) {
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    const bool request = event.request != nullptr && conflict(*event.request);
    if (!request && !conflict(event.response)) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("message", request ? "request" : "response");
    finding.add({request ? event.request_frame : event.response_frame});
    finding.say(request ? event.request_frame : event.response_frame,
                request ? MarkFormat("the request for 0x{0:08x} has both")
                        : MarkFormat("the response for 0x{1:08x} has both"),
                event.child.spi_i, event.child.spi_r);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "aggfrag-transport-mode-conflict",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "USE_AGGFRAG together with USE_TRANSPORT_MODE",
    .why =
        "IP-TFS aggregates and fragments whole IP packets, so it needs tunnel mode. A peer that "
        "asks for both gets one of them at best, and the two may choose differently.",
    .advice = "Take transport mode out of the connections that use IP-TFS.",
    .specs = {"RFC 9347 section 5.1", "RFC 7296 section 1.3.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::aggfrag_transport_mode_conflict
