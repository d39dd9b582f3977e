// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"
#include "ipsec/sessions/said/sa_payloads.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::rules::ike_payload_value_invalid {
namespace {

namespace types = registry::transform_type;
namespace protocol = registry::protocol;
using sessions::Proposal;
using sessions::Transform;

constexpr std::size_t least_nonce = 16;
constexpr std::size_t most_nonce = 256;

std::string sentence(const Finding& finding) {
  return fmt::format("{} of {} {} what RFC 7296 does not allow: {}",
                     counted(finding.count, "message"), to_text(finding.subject),
                     verb(finding.count, "holds", "hold"), finding.evidence.text("problems"));
}

// RFC 7296 section 3.3.3, RFC 9370 section 2.2.1. What is not known may be an extension.
bool fits_protocol(const Transform& transform, std::uint8_t of) {
  switch (transform.type) {
    case types::encr:
      return of != protocol::ah;
    case types::prf:
      return of == protocol::ike;
    case types::sn:
      return of != protocol::ike;
    default:
      return true;
  }
}

std::string_view name_of(std::uint8_t of) {
  return of == protocol::ike ? "IKE" : of == protocol::esp ? "ESP" : "AH";
}

void check(const Proposal& proposal, std::vector<std::string>& problems) {
  const auto of = proposal.protocol;
  if (of != protocol::ike && of != protocol::esp && of != protocol::ah) return;
  for (const auto& transform : proposal.transforms) {
    if (!fits_protocol(transform, of))
      problems.push_back(fmt::format("a proposal for {} with {}", name_of(of), to_text(transform)));
    if (transform.type != types::encr || transform.key_bits != 0) continue;
    const auto* cipher = registry::encryption_parameters(transform.meaning);
    if (cipher != nullptr && cipher->variable_key())
      problems.push_back(fmt::format("{} without Key Length", to_text(transform)));
  }
}

std::vector<std::string> problems_in(const sessions::PayloadList& list) {
  std::vector<std::string> problems;
  for (const auto& payload : list.payloads()) {
    const auto octets = payload.body.size();
    if (payload.type.value == registry::payload::nonce &&
        (octets < least_nonce || octets > most_nonce))
      problems.push_back(fmt::format("a nonce of {} octets", octets));
    if (payload.type.value != registry::payload::sa) continue;
    for (const auto& proposal :
         sessions::proposals_of(payload.as<wire::ike::SecurityAssociation>()))
      check(proposal, problems);
  }
  return problems;
}

void tell(const Bench& bench, const sessions::IkeSa& sa, const sessions::PayloadList& list,
          std::uint32_t frame, Certainty certainty) {
  // ike-malformed says what cannot be read.
  if (list.fault().problem != Problem::none) return;
  const auto problems = problems_in(list);
  if (problems.empty()) return;
  constexpr std::size_t most_octets = 400;
  Finding& finding = bench.about(Subject(sa));
  if (finding.count == 0) finding.certainty = certainty;
  auto text = finding.evidence.text("problems");
  for (const auto& problem : problems)
    if (text.find(problem) == std::string::npos && text.size() < most_octets)
      text += (text.empty() ? "" : ", ") + problem;
  finding.evidence.set("problems", text);
  finding.add({frame});
  for (const auto& problem : problems) finding.say(frame, "{2}", 0, 0, problem);
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (event.retransmission || event.datagram.cut_octets != 0 ||
        event.message.header().major_version() != 2)
      return;
    tell(bench, event.sa, event.message, event.datagram.frame, Certainty::observed);
  });
  bench.events.to<sessions::IkeMessageOpened>([bench](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr || event.retransmission) return;
    tell(bench, event.sa, *event.contents, event.datagram.frame, Certainty::decrypted);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-payload-value-invalid",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "A payload can be read, but holds what it must not",
    .why =
        "A nonce has 16 to 256 octets, a proposal holds the transform types of its protocol and no "
        "others, and a cipher with several key lengths says which. A strict peer refuses such a "
        "proposal or the whole message; a lenient one may take it in another sense.",
    .advice =
        "The evidence names the values. Tell the maker of the sender; leave the proposal out as "
        "long as the peer refuses it.",
    .specs = {"RFC 7296 section 2.10", "RFC 7296 section 3.3.3", "RFC 7296 section 3.3.5",
              "RFC 7296 section 3.9"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_payload_value_invalid
