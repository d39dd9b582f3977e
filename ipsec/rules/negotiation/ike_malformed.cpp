// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/payload_chain.h"
#include "ipsec/wire/ikev1/payload_chain.h"

namespace espect::rules::ike_malformed {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} message{} of {} cannot be parsed, the first: {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.text("problem"));
}

std::string text_of(const wire::MessageFault& found) {
  if (found.fault.problem == Problem::none) return {};
  if (found.payload == nullptr) return to_text(found.fault);
  return fmt::format("{} payload: {}", found.payload, to_text(found.fault));
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
    const auto version = event.message.header().major_version();
    if ((version != 1 && version != 2) || event.datagram.cut_octets != 0) return;
    const auto octets = event.message.octets();
    const auto found = version == 1 ? wire::ikev1::fault_of_message(octets, bench.profile)
                                    : wire::ike::fault_of_message(octets, bench.profile);
    tell(bench, event.sa, text_of(found), event.datagram.frame, Certainty::observed);
  });
  bench.events.to<sessions::IkeMessageOpened>([bench](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr) return;
    const auto& contents = *event.contents;
    const auto found =
        wire::ike::fault_of_payloads(contents.first_type(), contents.octets(), bench.profile);
    tell(bench, event.sa, text_of(found), event.datagram.frame, Certainty::decrypted);
  });
  bench.events.to<sessions::Ikev1MessageOpened>([bench](const sessions::Ikev1MessageOpened& event) {
    const auto& contents = event.contents;
    const auto found = wire::ikev1::fault_of_payloads(contents.first_type(), contents.octets(),
                                                      wire::Origin::opened, bench.profile);
    tell(bench, event.sa, text_of(found), event.datagram.frame, Certainty::decrypted);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
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
    .specs = {"RFC 7296 section 3.2", "RFC 7296 section 2.5", "RFC 7296 section 3.10.1",
              "RFC 2408 section 5.1"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_malformed
