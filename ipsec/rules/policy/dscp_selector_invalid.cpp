// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <bitset>
#include <memory>

#include <fmt/format.h>

#include "ipsec/registry/experimental_profile.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::dscp_selector_invalid {
namespace {

using Octets = std::vector<std::uint8_t>;
using sessions::SaPayloads;
using sessions::TrafficSelector;
namespace ts = registry::traffic_selector_type;

std::string sentence(const Finding& finding) {
  if (finding.subject.ike_sa)
    return fmt::format("{}: {}", to_text(finding.subject), finding.evidence.text("what"));
  return fmt::format("{} packet{} inside {} {}", finding.count, finding.count == 1 ? "" : "s",
                     to_text(finding.subject), finding.evidence.text("what"));
}

bool holds_ds_field(const Bench& bench) {
  return bench.profile != nullptr && bench.profile->dscp_as_ds_field;
}

std::string above_63(const Octets& values, bool ds_field) {
  for (const auto value : values)
    if (ds_field ? (value & 3) != 0 : value > 63) return fmt::format("{} is no DSCP", value);
  return {};
}

std::vector<const TrafficSelector*> dscp_selectors(const SaPayloads& said) {
  std::vector<const TrafficSelector*> found;
  for (const auto* list : {&said.ts_i, &said.ts_r})
    for (const auto& selector : *list)
      if (selector.is(ts::ts_dscp)) found.push_back(&selector);
  return found;
}

bool ranges_beside(const std::vector<TrafficSelector>& selectors) {
  const auto dscp = [](const TrafficSelector& s) { return s.is(ts::ts_dscp); };
  const auto range = [](const TrafficSelector& s) { return s.is_address_range(); };
  return !std::ranges::any_of(selectors, dscp) || std::ranges::any_of(selectors, range);
}

std::vector<Breach> selector_breaches(const SaPayloads& said, bool ds_field) {
  std::vector<Breach> breaches;
  const auto selectors = dscp_selectors(said);
  for (const auto* selector : selectors) {
    const auto& values = selector->dscp;
    if (values.empty()) breaches.push_back({"XDS-01", "the DSCP selector is empty"});
    if (std::ranges::adjacent_find(values, std::ranges::greater_equal{}) != values.end())
      breaches.push_back({"XDS-01", "the values of the DSCP selector are not in increasing order"});
    if (const auto what = above_63(values, ds_field); !what.empty())
      breaches.push_back({"XDS-01", what});
  }
  if (selectors.size() > 1)
    breaches.push_back({"XDS-01", "more than one DSCP selector in TSi and TSr together"});
  if (!ranges_beside(said.ts_i) || !ranges_beside(said.ts_r))
    breaches.push_back({"XDS-01", "a DSCP selector without an address selector beside it"});
  return breaches;
}

std::vector<Breach> notify_breaches(const SaPayloads& said, std::uint8_t exchange, bool ds_field) {
  std::vector<Breach> breaches;
  const auto* notify = said.extension(registry::notify::dscp);
  if (notify == nullptr) return breaches;
  if (notify->protocol != 0 || !notify->spi.empty())
    breaches.push_back({"XDS-03", "the DSCP notify names a protocol or an SPI"});
  if (const auto what = above_63(notify->data, ds_field); !what.empty())
    breaches.push_back({"XDS-03", what});
  auto sorted = notify->data;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end())
    breaches.push_back({"XDS-03", "the DSCP notify repeats a value"});
  if (exchange != registry::exchange::create_child_sa)
    breaches.push_back({"XDS-03", "a DSCP notify outside CREATE_CHILD_SA"});
  if (!dscp_selectors(said).empty())
    breaches.push_back({"XDS-04", "a DSCP selector and a DSCP notify for one SA", Severity::low});
  return breaches;
}

using Values = std::bitset<256>;  // of an octet

std::vector<Breach> narrowing_breaches(const SaPayloads& request, const SaPayloads& response) {
  Values offered;
  for (const auto* selector : dscp_selectors(request))
    for (const auto value : selector->dscp) offered.set(value);
  for (const auto* selector : dscp_selectors(response))
    for (const auto value : selector->dscp)
      if (!offered[value])
        return {{"XDS-02", fmt::format("the response adds DSCP {} to the selector", value)}};
  return {};
}

void judge(const Bench& bench, const sessions::IkeSa& sa, const SaPayloads* request,
           const SaPayloads* response, std::uint8_t exchange, std::uint32_t request_frame,
           std::uint32_t response_frame) {
  std::vector<Breach> breaches;
  const auto add = [&](std::vector<Breach> found, Breach::Place place) {
    place_from(found, 0, place);
    breaches.insert(breaches.end(), found.begin(), found.end());
  };
  for (const auto* said : {request, response}) {
    if (said == nullptr) continue;
    const auto place = said == response ? Breach::Place::second : Breach::Place::first;
    add(selector_breaches(*said, holds_ds_field(bench)), place);
    add(notify_breaches(*said, exchange, holds_ds_field(bench)), place);
  }
  if (request != nullptr && response != nullptr)
    add(narrowing_breaches(*request, *response), Breach::Place::second);
  if (!breaches.empty())
    report_breaches(bench, Subject(sa), breaches, request_frame, response_frame);
}

// The traffic class of an inner IP packet, shifted down to its DSCP.
std::optional<std::uint8_t> inner_dscp(Bytes packet) {
  if (packet.size() >= 20 && packet[0] >> 4 == 4) return packet[1] >> 2;
  if (packet.size() >= 40 && packet[0] >> 4 == 6)
    return static_cast<std::uint8_t>((packet[0] & 15) << 2 | packet[1] >> 6);
  return std::nullopt;
}

void install(const Bench& bench) {
  const auto lists = bench.table<std::uint32_t, Values>("Child SAs");
  bench.events.to<sessions::ChildSaMade>([bench, lists](const sessions::ChildSaMade& event) {
    judge(bench, event.sa, event.request, &event.response, event.exchange, event.request_frame,
          event.response_frame);
    for (const auto* selector : dscp_selectors(event.response))
      for (const auto value : selector->dscp)
        (*lists)[event.child.id].set(holds_ds_field(bench) ? value >> 2 : value);
  });
  bench.events.to<sessions::SaRefused>([bench](const sessions::SaRefused& event) {
    judge(bench, event.sa, event.request, nullptr, event.exchange, event.request_frame,
          event.response_frame);
  });
  bench.events.to<sessions::InnerPacket>([bench, lists](const sessions::InnerPacket& event) {
    const auto list = lists->find(event.flow.child_sa);
    if (list == lists->end()) return;
    const auto dscp = inner_dscp(event.octets);
    if (!dscp || list->second[*dscp]) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    if (finding.count == 0)
      finding.evidence.set("what",
                           fmt::format("with DSCP {}, which its selector does not list", *dscp));
    finding.evidence.set("profile", std::string("experimental"));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame,
                "number {1}: an inner packet with DSCP {0}, which the selector of its SA does not "
                "list",
                *dscp, event.sequence);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "dscp-selector-invalid",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "A DSCP selector or notify breaks its draft, or packets do not fit it",
    .why =
        "A DSCP selector lists each value once, in increasing order, beside address selectors; a "
        "responder may only take values away. A list that breaks this is answered with "
        "TS_UNACCEPTABLE by a strict peer and read in some other way by a lenient one.",
    .advice =
        "Compare the list with the configuration of the sender. Where packets do not fit, see "
        "which class the sender puts on this SA, and whether an SA without a list exists.",
    .specs = {"draft-mglt-ipsecme-ts-dscp",
              "draft-mglt-ipsecme-dscp-np",
              "experimental profile section 6",
              {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::dscp_selector_invalid
