// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ipsec/rules/policy/selector_cover.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/spi_text.h"
#include "ipsec/rules/words.h"

namespace espect::rules::selector_traffic_in_clear {
namespace {

using sessions::ChildSa;
using sessions::TrafficSelector;

// What was on its way when the SA was made is not judged.
constexpr double settling_seconds = 1;
constexpr std::size_t most_selector_pairs = 256;
constexpr std::size_t most_selectors = 1024;  // of all pairs: each packet in the clear meets them
constexpr std::size_t most_frames = 16;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} between {} and {} went in the clear while {} was up, the first: {}",
                     counted(finding.count, "packet"), evidence.text("ts_i"), evidence.text("ts_r"),
                     evidence.text("child_sa"), evidence.text("first_packet"));
}

// A conversation in one direction.
using Conversation = std::tuple<Address, Address, std::uint8_t, std::uint16_t, std::uint16_t>;

Conversation conversation_of(const InnerHeader& packet) {
  return {packet.source, packet.destination, packet.protocol, packet.source_port,
          packet.destination_port};
}

// Selectors of everything leave it to routing what goes into the tunnel.
bool says_what_belongs_in(const std::vector<TrafficSelector>& side) {
  for (const auto& selector : side) {
    if (!selector.is_address_range()) return false;
    Address lowest{};
    lowest.v6 = selector.start.v6;
    if (selector.start == lowest) return false;
  }
  return !side.empty();
}

struct InClear {
  const ChildSa* child = nullptr;
  std::uint64_t packets = 0;
  std::vector<std::uint32_t> frames;  // the first ones
  std::string first;
};

class ClearTraffic {
 public:
  explicit ClearTraffic(const Bench& bench)
      : bench_(bench),
        judged_(bench.findings.full_tables(), bench.rule.id, "pairs of selectors",
                most_selector_pairs),
        in_clear_(bench.findings.full_tables(), bench.rule.id, "conversations in the clear"),
        carried_(bench.findings.full_tables(), bench.rule.id, "conversations in the tunnel") {}

  void made(const ChildSa& child) {
    if (child.mode == sessions::ChildSaMode::transport || !says_what_belongs_in(child.ts_i) ||
        !says_what_belongs_in(child.ts_r))
      return;
    const auto pair = to_text(child.ts_i) + " " + to_text(child.ts_r);
    if (!judged_.contains(pair)) {
      const auto more = child.ts_i.size() + child.ts_r.size();
      if (selectors_ + more > most_selectors)
        return bench_.findings.full_tables().add(bench_.rule.id, "selectors", most_selectors);
      selectors_ += more;
    }
    judged_[pair] = &child;
  }

  void see(const sessions::ClearPacketSeen& event) {
    if (judged_.empty()) return;
    InnerHeader packet;
    if (!inner::read_packet(event.ip_packet, packet) || packet.icmp_error) return;
    for (const auto& [selectors, child] : judged_) {
      if (!belongs(*child, packet) ||
          seconds_between(child->created, event.time) < settling_seconds)
        continue;
      auto& seen = in_clear_[conversation_of(packet)];
      if (seen.packets++ == 0) {
        seen.child = child;
        seen.first = to_text(packet);
      }
      if (seen.frames.size() < most_frames) seen.frames.push_back(event.frame);
      return;
    }
  }

  // The copies of these that a gateway's own capture shows are none that leaked.
  void carried(const sessions::InnerPacket& event) {
    if (judged_.empty()) return;
    if (const auto packet = inner_header(event.protocol, event.octets, false))
      carried_.insert(conversation_of(*packet));
  }

  // Of an SA that stayed closed nobody knows what it carried.
  void ended(const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (event.child != nullptr && flow.no_key() > flow.decrypted) closed_.insert(event.child->id);
  }

  void tell() {
    for (const auto& [conversation, seen] : in_clear_) {
      if (!carried_.complete() || carried_.contains(conversation) ||
          closed_.contains(seen.child->id))
        continue;
      Subject subject;
      subject.ike_sa = seen.child->ike_sa;
      Finding& finding = bench_.about(subject);
      if (finding.count == 0) {
        finding.certainty = Certainty::decrypted;
        finding.evidence.set("ts_i", to_text(seen.child->ts_i));
        finding.evidence.set("ts_r", to_text(seen.child->ts_r));
        finding.evidence.set("child_sa", "Child SA " + spis_text(*seen.child, " and "));
        finding.evidence.set("first_packet", seen.first);
      }
      finding.add({});
      finding.count += seen.packets - 1;
      finding.add_frames(seen.frames);
      std::uint64_t number = 0;
      for (const auto frame : seen.frames)
        finding.say(frame, "packet {0} of {1} in the clear of {2}", ++number, seen.packets,
                    seen.first);
    }
  }

 private:
  static bool belongs(const ChildSa& child, const InnerHeader& packet) {
    if (child.state != sessions::ChildSaState::active || packet.destination.multicast())
      return false;
    // A gateway speaks for itself outside the tunnel.
    for (const auto& gateway : {child.initiator.address, child.responder.address})
      if (packet.source == gateway || packet.destination == gateway) return false;
    const bool from_i = covers(child.ts_i, packet, true);
    const bool from_r = covers(child.ts_r, packet, true);
    const bool to_i = covers(child.ts_i, packet, false);
    const bool to_r = covers(child.ts_r, packet, false);
    // Inside one side only routing decides.
    if ((from_i && to_i) || (from_r && to_r)) return false;
    return (from_i && to_r) || (from_r && to_i);
  }

  Bench bench_;
  Capped<std::string, const ChildSa*> judged_;
  std::size_t selectors_ = 0;  // of these
  Capped<Conversation, InClear> in_clear_;
  Capped<Conversation, bool> carried_;
  std::set<std::uint32_t> closed_;  // ids of Child SAs
};

void install(const Bench& bench) {
  const auto traffic = std::make_shared<ClearTraffic>(bench);
  bench.events.to<sessions::ChildSaMade>(
      [traffic](const sessions::ChildSaMade& event) { traffic->made(event.child); });
  bench.events.to<sessions::ClearPacketSeen>(
      [traffic](const sessions::ClearPacketSeen& event) { traffic->see(event); });
  bench.events.to<sessions::InnerPacket>(
      [traffic](const sessions::InnerPacket& event) { traffic->carried(event); });
  bench.events.to<sessions::EspFlowEnded>(
      [traffic](const sessions::EspFlowEnded& event) { traffic->ended(event); });
  bench.events.to<sessions::CaptureEnded>(
      [traffic](const sessions::CaptureEnded&) { traffic->tell(); });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "selector-traffic-in-clear",
    .family = Family::policy,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "Traffic that belongs into the tunnel travels in the clear",
    .why =
        "Both addresses lie inside the selectors of a Child SA that is up, and no ESP packet "
        "carried the conversation: a route or a firewall rule leads it around the policy, or the "
        "policy is not installed. Everybody on the path reads it. The copies that a gateway's own "
        "capture shows of decrypted packets do not count, and selectors of everything are not "
        "judged.",
    .advice =
        "Look where these packets were captured. On the outer side of a gateway: compare its "
        "routes, NAT rules and policies with the selectors in the evidence.",
    .specs = {"RFC 4301 section 5.1", "RFC 4301 section 4.4.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::selector_traffic_in_clear
