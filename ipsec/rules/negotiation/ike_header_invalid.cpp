// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

struct Breach {
  std::string_view key;
  std::string_view text;
};
constexpr Breach spis_exchanged{"spis_exchanged", "the SPIs are exchanged"};
constexpr Breach wrong_initiator_flag{"wrong_initiator_flag", "the I flag is wrong"};
constexpr Breach message_id_set{"message_id_set", "the first request has a message id"};
constexpr Breach responder_spi_set{"responder_spi_set", "the first request has a responder's SPI"};
constexpr Breach version_zero{"version_zero", "the version is 0"};
constexpr Breach all[] = {spis_exchanged, wrong_initiator_flag, message_id_set, responder_spi_set,
                          version_zero};

std::string sentence(const Finding& finding) {
  std::vector<std::string> found;
  for (const auto& breach : all)
    if (const auto times = finding.evidence.number(breach.key); times != 0)
      found.push_back(times == 1 ? std::string(breach.text)
                                 : fmt::format("{} ({} times)", breach.text, times));
  return fmt::format("{} sent {} of {} with a header that cannot be: {}",
                     finding.evidence.text("sender"),
                     finding.count == 1 ? "a message" : fmt::format("{} messages", finding.count),
                     to_text(finding.subject), fmt::join(found, ", "));
}

std::vector<Breach> breaches_of(const sessions::IkeMessageSeen& event) {
  const auto& header = event.message.header();
  std::vector<Breach> found;
  if (event.header_fault == sessions::HeaderFault::spis_exchanged) found.push_back(spis_exchanged);
  if (event.header_fault == sessions::HeaderFault::wrong_initiator_flag)
    found.push_back(wrong_initiator_flag);
  if (header.major_version() == 0) found.push_back(version_zero);
  if (header.major_version() == 2 && !header.response() &&
      header.exchange.value == registry::exchange::ike_sa_init) {
    if (header.message_id != 0) found.push_back(message_id_set);
    if (header.spi_r != 0) found.push_back(responder_spi_set);
  }
  return found;
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto found = breaches_of(event);
    if (found.empty()) return;
    Finding& finding = bench.about(Subject(event.sa));
    if (finding.count == 0) finding.evidence.set("sender", to_text(event.datagram.path.source));
    for (const auto& breach : found)
      finding.evidence.set(breach.key, finding.evidence.number(breach.key) + 1);
    finding.add({event.datagram.frame});
  });
}

}  // namespace

extern const RuleInfo ike_header_invalid;
const RuleInfo ike_header_invalid{
    .id = "ike-header-invalid",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "The header of an IKE message breaks RFC 7296 section 3.1",
    .why =
        "The original initiator's SPI stands first in every message and only its messages have the "
        "I flag; IKE_SA_INIT begins with message id 0 and without a responder's SPI. A receiver "
        "that follows the RFC cannot find the IKE SA of such a message and drops it.",
    .advice = "Tell the maker of the sender. If the peer accepts it, other peers will not.",
    .specs = {"RFC 7296 section 3.1", "RFC 7296 section 2.2", "RFC 7296 section 2.6", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
