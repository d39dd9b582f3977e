// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/negotiation/ike_sa_list.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_tcp_fallback {
namespace {

// Not those that were answered before it fell silent.
std::uint64_t unanswered(const sessions::IkeSa& sa) {
  std::uint64_t requests = 0;
  for (const auto& exchange : sa.exchanges)
    if (exchange.open()) requests += exchange.transmissions;
  return requests;
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} got no answer from {} over UDP ({}) and went on over TCP",
                     finding.evidence.text("initiator"), finding.evidence.text("responder"),
                     counted(finding.evidence.number("unanswered"), "request"));
}

void install(const Bench& bench) {
  const auto ike_sas = IkeSaList::listen(bench.events);
  bench.events.to<sessions::CaptureEnded>([bench, ike_sas](const sessions::CaptureEnded&) {
    ike_sas->for_each([&](const sessions::IkeSa& sa) {
      if (!sa.fallback_from) return;
      const auto* before = ike_sas->with_id(*sa.fallback_from);
      if (before == nullptr || unanswered(*before) == 0) return;
      Finding& finding = bench.about(Subject(sa));
      finding.evidence.set("initiator", to_text(sa.initiator.address));
      finding.evidence.set("responder", to_text(sa.responder.address));
      finding.evidence.set("unanswered", unanswered(*before));
      finding.evidence.set("ike_sa_over_udp", std::uint64_t{before->id});
      finding.add({before->first_frame, sa.first_frame});
      finding.say(before->first_frame,
                  "the first request over UDP, without an answer; frame {0} "
                  "is the first over TCP",
                  sa.first_frame);
      finding.say(sa.first_frame, "the first request over TCP; frame {0} got no answer over UDP",
                  before->first_frame);
    });
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-tcp-fallback",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::headers,
    .title = "UDP went unanswered and the peers went on over TCP",
    .why =
        "RFC 9329 lets an initiator fall back to TCP when nothing comes back over UDP. The tunnel "
        "works, but slower: TCP inside TCP suffers from every loss twice. Something on the path "
        "drops UDP 500 or 4500.",
    .advice =
        "Ask who runs the network whether UDP 500 and 4500 can be let through. The peers are not "
        "to blame.",
    .specs = {"RFC 9329 section 5.1", "RFC 9329 section 9", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_tcp_fallback
