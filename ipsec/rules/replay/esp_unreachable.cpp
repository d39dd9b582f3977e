// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/icmp_reason.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_unreachable {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  const auto packets = evidence.number("packets");
  return fmt::format(
      "{} answered {} of {} with ICMP {}{}: {}", evidence.text("reporter"),
      counted(finding.count, "packet"), to_text(finding.subject), evidence.text("reason"),
      packets == 0 ? "" : fmt::format(" ({} of {})", finding.count, packets), evidence.text("why"));
}

std::string meaning(const sessions::IcmpErrorSeen& event) {
  const auto& error = event.error;
  const auto& reporter = event.datagram.path.source;
  const bool itself = reporter == error.quoted.destination;
  switch (error.reason) {
    case IcmpReason::protocol_unreachable:
      return itself ? "it has no IPsec that takes this packet"
                    : "a router does not let this protocol pass";
    case IcmpReason::port_unreachable:
      // What a packet filter says when it rejects: of a protocol without ports nobody else can.
      if (error.quoted.encapsulation == Encapsulation::none)
        return "a filter there rejects it, for the packet has no ports";
      return itself ? "nothing listens there on the port of encapsulated ESP"
                    : "a host on the path answers in its place";
    case IcmpReason::prohibited:
      return "a filter there prohibits it";
    default:
      return fmt::format("it knows no way to {}", to_text(error.quoted.destination));
  }
}

Subject subject_of(const sessions::IcmpErrorSeen& event) {
  if (event.flow != nullptr) return Subject(*event.flow);
  Subject subject;
  subject.protocol = event.error.carried == Carried::ah ? Protocol::ah : Protocol::esp;
  subject.spi = event.error.spi;
  subject.destination = event.error.quoted.destination;
  return subject;
}

void install(const Bench& bench) {
  bench.events.to<sessions::IcmpErrorSeen>([bench](const sessions::IcmpErrorSeen& event) {
    const auto& error = event.error;
    const auto reason = unreachable_text(error.reason);
    if (reason.empty() || (error.carried != Carried::esp && error.carried != Carried::ah)) return;
    Finding& finding = bench.about(subject_of(event));
    finding.evidence.set("reporter", to_text(event.datagram.path.source));
    finding.evidence.set("reason", std::string(reason));
    if (event.flow != nullptr) finding.evidence.set("packets", event.flow->packets);
    finding.evidence.set("why", meaning(event));
    finding.add({event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame,
                  error.sequence != 0 ? MarkFormat("{2}, of the packet with number {1}")
                                      : MarkFormat("{2}, error {0}"),
                  finding.count, error.sequence,
                  fmt::format("{} says {}", to_text(event.datagram.path.source), reason));
  });
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    if (Finding* finding = bench.findings.find(bench.rule, Subject(event.flow)))
      finding->evidence.set("packets", event.flow.packets);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-unreachable",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "ICMP says that ESP or AH does not arrive",
    .why =
        "The peer itself or a router on the way answers packets of the SA with an ICMP error that "
        "quotes them: the peer has no IPsec for them, nothing listens on the port of encapsulated "
        "ESP, a filter prohibits them, or there is no route. IKE may work all the same, so the "
        "tunnel looks up and carries nothing.",
    .advice =
        "The evidence says who reports it. The peer itself: look whether IPsec is loaded and has "
        "the SA; a NAT that stands before it may have forgotten the port: more frequent keepalives "
        "hold it. Another host: its filter must let protocol 50 and 51 or UDP 4500 pass, or its "
        "routes are wrong. ICMP can be faked; compare with what arrives at the peer.",
    .specs = {"RFC 792", "RFC 4443 section 3.1", "RFC 1812 section 5.2.7", "RFC 4301 section 6"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_unreachable
