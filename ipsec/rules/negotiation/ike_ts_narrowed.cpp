// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_ts_narrowed {
namespace {

using sessions::TrafficSelector;

std::string sentence(const Finding& finding) {
  return fmt::format("TSi {} and TSr {} were narrowed to {} and {}",
                     finding.evidence.text("asked_ts_i"), finding.evidence.text("asked_ts_r"),
                     finding.evidence.text("ts_i"), finding.evidence.text("ts_r"));
}

// In transport mode a NAT changes the addresses of selectors (RFC 7296 section 2.23.1).
bool covers(const TrafficSelector& wide, const TrafficSelector& narrow, bool with_addresses) {
  if (!narrow.is_address_range() || !wide.is_address_range()) return wide == narrow;
  const bool addresses =
      !with_addresses || (wide.contains(narrow.start) && wide.contains(narrow.end));
  const bool protocol = wide.ip_protocol == 0 || wide.ip_protocol == narrow.ip_protocol;
  const bool any_port = wide.start_port == 0 && wide.end_port == 0xffff;
  const bool ports = any_port ||
                     (wide.start_port == narrow.start_port && wide.end_port == narrow.end_port) ||
                     (narrow.start_port <= narrow.end_port &&
                      wide.start_port <= narrow.start_port && narrow.end_port <= wide.end_port);
  return addresses && protocol && ports;
}

// A responder may take values out of a list of DSCPs: the initiator opens another SA for the rest.
bool is_class_list(const TrafficSelector& selector) {
  return selector.is(registry::traffic_selector_type::ts_dscp);
}

// The first selector may be the packet that asked for the SA, so each is looked at by itself.
bool narrowed(const std::vector<TrafficSelector>& asked, const std::vector<TrafficSelector>& got,
              bool with_addresses) {
  return !got.empty() && !std::ranges::all_of(asked, [&](const TrafficSelector& one) {
    return is_class_list(one) || std::ranges::any_of(got, [&](const TrafficSelector& wide) {
             return covers(wide, one, with_addresses);
           });
  });
}

void install(const Bench& bench) {
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    if (event.request == nullptr) return;
    const auto& asked = *event.request;
    const auto& child = event.child;
    const bool tunnel = child.mode != sessions::ChildSaMode::transport;
    if (!narrowed(asked.ts_i, child.ts_i, tunnel) && !narrowed(asked.ts_r, child.ts_r, tunnel))
      return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("asked_ts_i", to_text(asked.ts_i));
    finding.evidence.set("asked_ts_r", to_text(asked.ts_r));
    finding.evidence.set("ts_i", to_text(child.ts_i));
    finding.evidence.set("ts_r", to_text(child.ts_r));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(
          finding, event.request_frame,
          fmt::format("asks for TSi {} and TSr {}", to_text(asked.ts_i), to_text(asked.ts_r)),
          event.response_frame,
          fmt::format("narrows them to TSi {} and TSr {}", to_text(child.ts_i),
                      to_text(child.ts_r)));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-ts-narrowed",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_keys,
    .title = "The responder narrowed the traffic selectors",
    .why =
        "The Child SA covers less than the initiator asked for. That is how IKEv2 is meant to "
        "agree, and how virtual addresses work; but traffic outside the narrowed selectors is not "
        "protected by this SA, which surprises when both ends were meant to be equal.",
    .advice =
        "If traffic is missing, compare the two lists and make the configurations equal; otherwise "
        "nothing.",
    .specs = {"RFC 7296 section 2.9", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_ts_narrowed
