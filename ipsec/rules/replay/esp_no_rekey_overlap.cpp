// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::esp_no_rekey_overlap {
namespace {

constexpr std::size_t max_flows = 4096;
constexpr std::uint64_t steady_packets = 50;
constexpr double soon_seconds = 10.0;

// The old SA was deleted, and one with the same selectors was made shortly after: a rekey in time
// makes the new one first.
bool expired_before(const sessions::ChildSa& old, const sessions::ChildSa& made) {
  const double wait = seconds_between(old.closed, made.created);
  return old.lineage == made.lineage && old.closed_frame != 0 && wait >= 0 &&
         wait <= soon_seconds && old.ts_i == made.ts_i && old.ts_r == made.ts_r;
}

// Its request was read and has no REKEY_SA. One that has, of an SA that this capture missed, says
// that there was another one in between.
bool made_anew(const sessions::ChildSaMade& event) {
  return event.request != nullptr && !event.request->rekeys;
}

struct Ended {
  const sessions::EspFlow* flow;
  const sessions::ChildSa* child;
  Address to;
};

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} carried its last packet {} ms before the first one of its successor, which was "
      "negotiated only after that",
      to_text(finding.subject), finding.evidence.number("pause_milliseconds"));
}

void install(const Bench& bench) {
  const auto ended = std::make_shared<std::vector<Ended>>();
  const auto anew = bench.table<std::uint32_t, bool>("Child SAs");
  bench.events.to<sessions::ChildSaMade>([anew](const sessions::ChildSaMade& event) {
    if (made_anew(event)) (*anew)[event.child.id] = true;
  });
  bench.events.to<sessions::EspFlowEnded>([bench, ended,
                                           anew](const sessions::EspFlowEnded& event) {
    if (event.child == nullptr) return;
    if (ended->size() >= max_flows)
      return bench.findings.full_tables().add(bench.rule.id, "flows", max_flows);
    const auto& flow = event.flow;
    const bool to_initiator = flow.spi == event.child->spi_i;
    // Which way it goes: the exchange that made the successor may be the other side's.
    const Ended now{&flow, event.child,
                    to_initiator ? event.child->initiator.address : event.child->responder.address};
    const bool made_anew = anew->find(event.child->id) != anew->end();
    for (const auto& before : *ended) {
      if (!made_anew || !expired_before(*before.child, *event.child) || before.to != now.to)
        continue;
      const double pause = seconds_between(before.flow->last_time, flow.first_time);
      const double active = seconds_between(before.flow->first_time, before.flow->last_time);
      const double interval = active / static_cast<double>(before.flow->packets);
      if (before.flow->packets < steady_packets || pause < 20 * interval) continue;
      Finding& finding = bench.about(Subject(*before.flow));
      finding.certainty = Certainty::inferred;
      finding.evidence.set("assumption", "traffic would have gone on as before");
      finding.evidence.set("pause_milliseconds", static_cast<std::uint64_t>(pause * 1000));
      finding.add({before.flow->last_frame, flow.first_frame});
      finding.say(before.flow->last_frame,
                  "the last packet, {0} ms before the successor's first one in frame {1}",
                  static_cast<std::uint64_t>(pause * 1000), flow.first_frame);
      finding.say(flow.first_frame, "the first packet of the successor, {0} ms after frame {1}",
                  static_cast<std::uint64_t>(pause * 1000), before.flow->last_frame);
    }
    ended->push_back(now);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-no-rekey-overlap",
    .family = Family::replay,
    .severity = Severity::low,
    .needs = Needs::ike_keys,
    .title = "Traffic stopped because an SA ran out before its successor was ready",
    .why =
        "The old Child SA carried steady traffic until it was deleted, and only then one with the "
        "same selectors was made, without REKEY_SA: the SA expired hard instead of being rekeyed "
        "in time. Packets in between were dropped or queued.",
    .advice =
        "Let the soft lifetime end well before the hard one (margin and fuzz), in packets and "
        "octets too.",
    .specs = {"RFC 7296 section 2.8", "RFC 4301 section 4.4.2.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_no_rekey_overlap
