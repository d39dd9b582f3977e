// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_header_invalid {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} sent {} of {} whose header breaks RFC 7296 section 3.1: {}",
                     evidence.text("sender"), counted(finding.count, "message"),
                     to_text(finding.subject), evidence.text("problem"));
}

std::string problem_of(const sessions::IkeMessageSeen& event) {
  const auto& header = event.message.header();
  if (header.major_version() == 0) return "version 0";
  switch (event.header_fault) {
    case sessions::HeaderFault::spis_exchanged:
      return "the SPI of the responder stands first";
    case sessions::HeaderFault::wrong_initiator_flag:
      return header.from_initiator() ? "the responder sets the I flag"
                                     : "the initiator does not set the I flag";
    case sessions::HeaderFault::none:
      break;
  }
  if (header.major_version() != 2 || header.exchange.value != registry::exchange::ike_sa_init)
    return {};
  if (header.spi_i == 0) return "the SPI of the initiator is 0";
  if (header.message_id != 0)
    return fmt::format("message id {} in IKE_SA_INIT, which has 0", header.message_id);
  if (!header.response() && header.spi_r != 0)
    return "the request of IKE_SA_INIT has an SPI of the responder, which is not known yet";
  return {};
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto problem = problem_of(event);
    if (problem.empty()) return;
    Finding& finding = bench.about(Subject(event.sa));
    if (finding.count == 0) {
      finding.evidence.set("sender", to_text(event.datagram.path.source));
      finding.evidence.set("problem", problem);
    }
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "message id {0}: {2}", event.message.header().message_id, 0,
                problem);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-header-invalid",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "An IKE header says what it must not",
    .why =
        "The SPIs of both peers stand in the same order in every message, the I flag says who made "
        "the IKE SA, and IKE_SA_INIT has message id 0 and in its request no SPI of the responder. "
        "A strict peer drops a message that breaks this, so it depends on the peer whether the "
        "tunnel works. Some gateways do it after a rekey or in requests of their own.",
    .advice =
        "Tell the maker of the sender. The message is counted for the IKE SA that its SPIs name.",
    .specs = {"RFC 7296 section 3.1", "RFC 7296 section 2.2", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_header_invalid
