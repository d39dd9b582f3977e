// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} message{} of {} cannot be parsed, the first: {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.text("problem"));
}

// The fault of the chain, else the first one inside a payload.
std::string problem_of(const sessions::PayloadList& list) {
  std::string problem;
  if (list.fault().problem != Problem::none) problem = to_text(list.fault());
  for (const auto& payload : list.payloads()) {
    if (!problem.empty()) break;
    wire::ike::with_payload_body(payload.type.value, [&](auto body) {
      Fault fault;
      wire::decode_all<decltype(body)>(payload.body, &fault);
      if (fault.problem == Problem::none) return;
      constexpr std::uint32_t header_octets = wire::ike::PayloadHeader::octets;
      fault.offset += payload.offset + header_octets;
      problem = fmt::format("{} payload: {}", decltype(body)::title, to_text(fault));
    });
  }
  return problem;
}

void tell(const Bench& bench, const sessions::IkeSa& sa, const std::string& problem,
          std::uint32_t frame, Certainty certainty) {
  if (problem.empty()) return;
  Finding& finding = bench.about(Subject(sa));
  if (finding.count == 0) {
    finding.certainty = certainty;
    finding.evidence.set("problem", problem);
  }
  finding.add({frame});
  finding.say(frame, "cannot be parsed: {2}", 0, 0, problem);
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (event.message.header().major_version() != 2 || event.datagram.cut_octets != 0) return;
    tell(bench, event.sa, problem_of(event.message), event.datagram.frame, Certainty::observed);
  });
  bench.events.to<sessions::IkeMessageOpened>([bench](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr) return;
    tell(bench, event.sa, problem_of(*event.contents), event.datagram.frame, Certainty::decrypted);
  });
}

}  // namespace

extern const RuleInfo ike_malformed;
const RuleInfo ike_malformed{
    .id = "ike-malformed",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "An IKE message cannot be parsed",
    .why =
        "A length, a count or a chain of payloads does not fit the octets that are there. "
        "Receivers drop such a message or answer INVALID_SYNTAX. It is a broken implementation, "
        "damage on the way that the UDP checksum did not show, or somebody who tries parsers.",
    .advice =
        "The evidence names the payload, the field and the offset from the start of the message "
        "(inside an opened message: of its payloads). Compare with a capture at the sender.",
    .specs = {"RFC 7296 section 3.2", "RFC 7296 section 2.5", "RFC 7296 section 3.10.1", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
