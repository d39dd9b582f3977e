// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ipsec/rules/capped.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_one_way {
namespace {

constexpr std::uint64_t enough_packets = 10;
constexpr double enough_seconds = 5;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  const auto silent = evidence.text("silent_spi");
  return fmt::format(
      "{} on {}, and none back{} although IKE came from {} meanwhile: {} drops ESP, "
      "or its firewall or route does, or this traffic calls for no answer",
      counted(evidence.number("packets"), "packet"), to_text(finding.subject),
      silent.empty() ? "" : " on " + silent, evidence.text("peer"), evidence.text("peer"));
}

using Pair = std::pair<Address, Address>;  // lower address first

Pair ordered(const Address& a, const Address& b) {
  return a < b ? Pair{a, b} : Pair{b, a};
}

struct Ike {
  std::array<Time, 2> last_heard{};  // of the lower address, and of the higher
};
struct Esp {
  std::array<const sessions::EspFlow*, 2> largest{};  // from the lower address, and the higher
  std::array<const sessions::ChildSa*, 2> child{};
};

std::string silent_spi(const sessions::EspFlow& flow, const sessions::ChildSa* child) {
  if (child == nullptr) return {};
  const auto other = flow.spi == child->spi_r ? child->spi_i : child->spi_r;
  return other != 0 ? fmt::format("0x{:08x}", other) : "";
}

void judge(const Bench& bench, const Pair& pair, const Esp& esp, const Ike& ike) {
  for (const std::size_t side : {0U, 1U}) {
    const auto* flow = esp.largest[side];
    if (flow == nullptr || esp.largest[1 - side] != nullptr) continue;
    // Otherwise this capture may show one direction only.
    const bool peer_heard = flow->first_time < ike.last_heard[1 - side];
    if (!peer_heard || flow->packets < enough_packets ||
        seconds_between(flow->first_time, flow->last_time) < enough_seconds)
      return;
    const auto& peer = side == 0 ? pair.second : pair.first;
    Finding& finding = bench.about(Subject(*flow));
    finding.certainty = Certainty::inferred;
    finding.evidence.set("packets", flow->packets);
    finding.evidence.set("peer", to_text(peer));
    if (const auto spi = silent_spi(*flow, esp.child[side]); !spi.empty())
      finding.evidence.set("silent_spi", spi);
    finding.evidence.set("assumption", "what answers these packets passes this capture point");
    finding.add({flow->first_frame, flow->last_frame});
    if (heard(finding))
      say_at_ends(finding, *flow, fmt::format("no ESP or AH came back from {}", to_text(peer)));
  }
}

void install(const Bench& bench) {
  const auto ike = bench.table<Pair, Ike>("pairs of addresses");
  const auto esp = bench.table<Pair, Esp>("pairs of addresses");
  bench.events.to<sessions::IkeMessageSeen>([ike](const sessions::IkeMessageSeen& event) {
    const auto& path = event.datagram.path;
    const auto pair = ordered(path.source, path.destination);
    (*ike)[pair].last_heard[path.source == pair.first ? 0 : 1] = event.datagram.time;
  });
  bench.events.to<sessions::EspFlowEnded>([ike, esp](const sessions::EspFlowEnded& event) {
    const auto& path = event.flow.path;
    if (path.destination.multicast()) return;
    const auto pair = ordered(path.source, path.destination);
    if (!ike->contains(pair)) return;
    const std::size_t side = path.source == pair.first ? 0 : 1;
    auto& both = (*esp)[pair];
    if (both.largest[side] != nullptr && both.largest[side]->packets >= event.flow.packets) return;
    both.largest[side] = &event.flow;
    both.child[side] = event.child;
  });
  bench.events.to<sessions::CaptureEnded>([bench, ike, esp](const sessions::CaptureEnded& end) {
    if (end.facts.sas_not_tracked != 0) return;  // what came back may be of one of those
    for (const auto& [pair, flows] : *esp)
      if (const auto* heard = ike->get(pair)) judge(bench, pair, flows, *heard);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-one-way",
    .family = Family::replay,
    .severity = Severity::low,
    .needs = Needs::headers,
    .title = "ESP flows one way only while IKE is answered",
    .why =
        "One peer sends ESP or AH for a while and nothing comes back on any SA, although its IKE "
        "messages pass this place. A firewall that lets UDP 500 pass and drops ESP looks like "
        "this, so do a peer that sends its answers another way and traffic that needs none.",
    .advice =
        "Look at the peer whether packets arrive there and answers leave. Let protocol 50 and UDP "
        "4500 pass in both directions, for longer than a silence of the tunnel lasts.",
    .specs = {"RFC 4301 section 4.1", "RFC 3948", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_one_way
