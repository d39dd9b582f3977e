// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/policy/inner_header.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

using sessions::ChildSa;
using sessions::TrafficSelector;

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} inside {} outside its selectors {} and {}, the first: {}",
                     finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.text("ts_source"), finding.evidence.text("ts_destination"),
                     finding.evidence.text("first_packet"));
}

bool covers(const TrafficSelector& selector, const InnerHeader& packet, bool source) {
  const auto& address = source ? packet.source : packet.destination;
  if (packet.with_addresses && !selector.contains(address)) return false;
  if (selector.ip_protocol != 0 && selector.ip_protocol != packet.protocol) return false;
  if (selector.start_port == 0 && selector.end_port == 0xffff) return true;
  // A fragment without ports is judged by its first fragment.
  if (!packet.with_ports) return true;
  const auto port = source ? packet.source_port : packet.destination_port;
  return selector.start_port <= port && port <= selector.end_port;
}

bool covered(const std::vector<TrafficSelector>& selectors, const InnerHeader& packet,
             bool source) {
  // Selectors of other kinds, such as security labels, say nothing about addresses.
  bool any = false;
  for (const auto& selector : selectors) {
    if (!selector.is_address_range()) continue;
    if (covers(selector, packet, source)) return true;
    any = true;
  }
  return !any;
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
    if (covered(ts_source, *packet, true) && covered(ts_destination, *packet, false)) return;
    Finding& finding = bench.about(Subject(event.flow));
    if (finding.count == 0) {
      finding.certainty = Certainty::decrypted;
      finding.evidence.set("ts_source", to_text(ts_source));
      finding.evidence.set("ts_destination", to_text(ts_destination));
      finding.evidence.set("first_packet", to_text(*packet));
    }
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "{2} is outside the selectors of its SA", 0, 0,
                to_text(*packet));
  });
}

}  // namespace

extern const RuleInfo selector_violation;
const RuleInfo selector_violation{
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

}  // namespace espect::rules
