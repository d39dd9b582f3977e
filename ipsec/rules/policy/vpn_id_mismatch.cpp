// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/spi_text.h"

namespace espect::rules::vpn_id_mismatch {
namespace {

using sessions::ChildSa;
using sessions::TrafficSelector;
using wire::ike::VpnIdMode;

std::string sentence(const Finding& finding) {
  const auto what = finding.evidence.text("what");
  if (finding.subject.ike_sa) return fmt::format("{}: {}", to_text(finding.subject), what);
  return fmt::format("{} packet{} of {}: {}", finding.count, finding.count == 1 ? "" : "s",
                     to_text(finding.subject), what);
}

// An SA without discriminator can carry several VPNs only while their addresses differ.
bool overlap(const TrafficSelector& a, const TrafficSelector& b) {
  return a.start.v6 == b.start.v6 && a.start.octets <= b.end.octets &&
         b.start.octets <= a.end.octets;
}

bool several_vpns_overlap(const std::vector<TrafficSelector>& selectors) {
  std::set<std::uint32_t> shared;  // by all ranges beside them
  for (const auto& selector : selectors)
    shared.insert(selector.vpn_ids.begin(), selector.vpn_ids.end());
  if (shared.size() > 1) return true;
  for (auto a = selectors.begin(); a != selectors.end(); ++a)
    for (auto b = a + 1; b != selectors.end(); ++b)
      if (a->vpn_id && b->vpn_id && *a->vpn_id != *b->vpn_id && overlap(*a, *b)) return true;
  return false;
}

// What is wrong with a packet; empty when nothing is.
std::string wrong(const sessions::VpnIdSeen& event) {
  if (event.child != nullptr) {
    auto listed = sessions::vpn_ids_in(event.child->ts_i);
    const auto other = sessions::vpn_ids_in(event.child->ts_r);
    listed.insert(listed.end(), other.begin(), other.end());
    if (!listed.empty() && std::ranges::count(listed, event.id) == 0)
      return fmt::format("VPN-ID {} was not negotiated for the SA", event.id);
    if (listed.empty() && event.mode == VpnIdMode::header_field)
      return fmt::format("VPN-ID {}, though the selectors list none", event.id);
  }
  if (!event.authenticated) return fmt::format("VPN-ID {} is not authenticated", event.id);
  return {};
}

void install(const Bench& bench) {
  bench.events.to<sessions::VpnIdSeen>([bench](const sessions::VpnIdSeen& event) {
    const auto what = wrong(event);
    if (what.empty()) return;
    Finding& finding = bench.about(Subject(event.flow));
    if (finding.count == 0) {
      finding.evidence.set("what", what);
      finding.certainty = event.child != nullptr ? Certainty::decrypted : Certainty::observed;
    }
    finding.evidence.set("profile", std::string("experimental"));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "number {0}: {2}", wire_number(event.datagram), 0, what);
  });
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    if (event.request_frame == 0) return;  // what it asked for is not known
    const ChildSa& child = event.child;
    const bool discriminator =
        child.vpn_id_mode && child.vpn_id_mode->mode != VpnIdMode::selectors_only;
    if (discriminator || (!several_vpns_overlap(child.ts_i) && !several_vpns_overlap(child.ts_r)))
      return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("what", fmt::format("Child SA {} serves several VPNs whose selectors "
                                             "overlap, and its packets do not say which",
                                             spis_text(child)));
    finding.evidence.set("profile", std::string("experimental"));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(
          finding, event.request_frame,
          fmt::format("asks for {} for several VPNs", spi_text(child.spi_i)), event.response_frame,
          fmt::format("makes it and {} without a discriminator", spi_text(child.spi_r)));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "vpn-id-mismatch",
    .family = Family::policy,
    .severity = Severity::high,
    .needs = Needs::esp_keys,
    .title = "The VPN-ID of a packet is not negotiated, not authenticated, or missing",
    .why =
        "Where several VPNs share one SA, the VPN-ID alone keeps them apart. A packet with an ID "
        "that was never agreed, or with one that the ICV does not cover, can be put into another "
        "customer's network by anybody on the path. Overlapping selectors without an ID leave the "
        "receiver to guess.",
    .advice =
        "Compare the list in TSi and TSr with what the sender uses. Carry the ID where the ICV "
        "covers it, and let the receiver choose the VPN only after the ICV verified.",
    .specs = {"draft-he-ipsecme-vpn-shared-ipsecsa", "experimental profile section 2", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::vpn_id_mismatch
