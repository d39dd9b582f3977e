// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/policy/selector_cover.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::selector_violation {
namespace {

using sessions::ChildSa;
using sessions::TrafficSelector;

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} inside {} outside its selectors {} and {}, the first: {}",
                     finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.text("ts_source"), finding.evidence.text("ts_destination"),
                     finding.evidence.text("first_packet"));
}

// Selectors of other kinds, such as security labels, say nothing about addresses.
bool allowed(const std::vector<TrafficSelector>& selectors, const InnerHeader& packet,
             bool source) {
  return covers(selectors, packet, source) ||
         std::ranges::none_of(selectors, &TrafficSelector::is_address_range);
}

void install(const Bench& bench) {
  bench.events.to<sessions::InnerPacket>([bench](const sessions::InnerPacket& event) {
    if (event.child == nullptr) return;
    const ChildSa& child = *event.child;
    const bool transport = child.mode == sessions::ChildSaMode::transport;
    const auto packet = inner_header(event.protocol, event.octets, transport);
    // What an ICMP error is about decides, not who sent it: RFC 4301 section 6.
    if (!packet || packet->icmp_error) return;
    const bool to_responder = event.flow.spi == child.spi_r;
    const auto& ts_source = to_responder ? child.ts_i : child.ts_r;
    const auto& ts_destination = to_responder ? child.ts_r : child.ts_i;
    if (allowed(ts_source, *packet, true) && allowed(ts_destination, *packet, false)) return;
    Finding& finding = bench.about(Subject(event.flow));
    if (finding.count == 0) {
      finding.certainty = Certainty::decrypted;
      finding.evidence.set("ts_source", to_text(ts_source));
      finding.evidence.set("ts_destination", to_text(ts_destination));
      finding.evidence.set("first_packet", to_text(*packet));
    }
    finding.add({event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame, "number {0}: {2} is outside the selectors of its SA",
                  event.sequence, 0, to_text(*packet));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "selector-violation",
    .family = Family::policy,
    .severity = Severity::high,
    .needs = Needs::esp_keys,
    .title = "A packet inside an SA lies outside its traffic selectors",
    .why =
        "The receiver must check after decryption that a packet fits the selectors of its SA and "
        "drop it otherwise. Such packets show a sender whose routing or policy differs from what "
        "was negotiated, or somebody behind the tunnel who forges inner addresses.",
    .advice =
        "Compare source, destination, protocol and ports of the packet with the selectors. If it "
        "belongs into the tunnel, extend the selectors at both ends; else find who sends it.",
    .specs = {"RFC 4301 section 5.2", "RFC 4301 section 4.4.1", "RFC 7296 section 2.9", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::selector_violation
