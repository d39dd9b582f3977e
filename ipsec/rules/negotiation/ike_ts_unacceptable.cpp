// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("TS_UNACCEPTABLE in {}: offered were TSi {} and TSr {}",
                     finding.evidence.text("exchange"), finding.evidence.text("ts_i"),
                     finding.evidence.text("ts_r"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::SaRefused>([bench](const sessions::SaRefused& event) {
    if (event.notify != registry::notify::ts_unacceptable) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set(
        "exchange", registry::display_name(registry::ExchangeType::registry(), event.exchange));
    const auto text = [&](const std::vector<sessions::TrafficSelector>& selectors) {
      return event.request == nullptr ? "not known" : to_text(selectors);
    };
    static const sessions::SaPayloads unknown;
    const auto& request = event.request != nullptr ? *event.request : unknown;
    finding.evidence.set("ts_i", text(request.ts_i));
    finding.evidence.set("ts_r", text(request.ts_r));
    finding.add({event.request_frame, event.response_frame});
  });
}

}  // namespace

extern const RuleInfo ike_ts_unacceptable;
const RuleInfo ike_ts_unacceptable{
    .id = "ike-ts-unacceptable",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "None of the offered traffic selectors was acceptable",
    .why =
        "The responder has no policy that covers any combination of the offered networks, "
        "protocols and ports, so no Child SA comes up. Usually the two ends disagree about a "
        "network or a prefix length, or are swapped.",
    .advice =
        "Compare the offered selectors with the responder's configuration, mirrored: its local "
        "networks belong into TSr, its remote ones into TSi. With virtual addresses TSi must hold "
        "the address that was assigned.",
    .specs = {"RFC 7296 section 2.9", "RFC 7296 section 3.10.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
