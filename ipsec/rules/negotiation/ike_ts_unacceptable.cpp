// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/peer_knowledge.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_ts_unacceptable {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("TS_UNACCEPTABLE in {}: offered were TSi {} and TSr {}",
                     finding.evidence.text("exchange"), finding.evidence.text("ts_i"),
                     finding.evidence.text("ts_r"));
}

using Selectors = std::vector<sessions::TrafficSelector>;

struct Refused {
  Selectors ts_i;
  Selectors ts_r;
  std::uint8_t protocol = 0;
  Address asked_by;
  Address refused_by;
};

bool both_families(const Selectors& a, const Selectors& b) {
  const auto only_v6 = [](const Selectors& of) {
    return std::ranges::all_of(of, [](const auto& each) { return each.start.v6; });
  };
  return !a.empty() && !b.empty() && only_v6(a) != only_v6(b);
}

// Lists of DSCPs and VPN-IDs may be as long as a message.
std::string bounded_text(const Selectors& selectors) {
  constexpr std::size_t longest = 2000;
  auto text = to_text(selectors);
  if (text.size() > longest) text.replace(longest, std::string::npos, " ...");
  return text;
}

std::string cause(const Refused& refused, const ShownByPeer* known,
                  const PeerKnowledge& knowledge) {
  const auto peer = to_text(refused.refused_by);
  if (refused.ts_i.empty()) return "The offered selectors could not be read.";
  if (both_families(refused.ts_i, refused.ts_r))
    return "One side is IPv4 and the other IPv6, which no policy can cover.";
  if (known == nullptr)
    return fmt::format(
        "{0} {3}. Likeliest cause: TSr {1} is not what {0} has configured as its own side, or TSi "
        "{2} not what it expects there.",
        peer, bounded_text(refused.ts_r), bounded_text(refused.ts_i),
        knowledge.silence("which networks it takes"));
  const auto source = source_text(*known);
  if (refused.ts_i == known->own_side && refused.ts_r == known->other_side)
    return fmt::format("The two sides are swapped against {}.", source);
  const bool own = refused.ts_r == known->own_side;
  const bool other = refused.ts_i == known->other_side;
  if (own && other)
    return fmt::format("{} took the same in {}: its policy changed, or the pair is in use.", peer,
                       ike_sa_text(*known));
  return fmt::format("{} took TSi {} and TSr {} by {}. Likeliest cause: {} differs.", peer,
                     bounded_text(known->other_side), bounded_text(known->own_side), source,
                     own     ? "TSi"
                     : other ? "TSr"
                             : "each of the two");
}

void explain(Finding& finding, const Refused& refused, const PeerKnowledge& knowledge) {
  const ShownByPeer* known = nullptr;
  for (const auto* each : knowledge.about(refused.refused_by, refused.asked_by, refused.protocol))
    if (known == nullptr && !each->own_side.empty()) known = each;
  if (!refused.ts_i.empty()) {
    compare(finding.evidence, "TSi", bounded_text(refused.ts_i),
            known != nullptr ? bounded_text(known->other_side) : "");
    compare(finding.evidence, "TSr", bounded_text(refused.ts_r),
            known != nullptr ? bounded_text(known->own_side) : "");
  }
  finding.evidence.set("why", cause(refused, known, knowledge));
}

void install(const Bench& bench) {
  const auto knowledge = PeerKnowledge::listen(bench);
  const auto refusals = bench.table<std::uint32_t, Refused>("refusals");
  bench.events.to<sessions::SaRefused>([bench, refusals](const sessions::SaRefused& event) {
    if (event.notify != registry::notify::ts_unacceptable) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set(
        "exchange", registry::display_name(registry::ExchangeType::registry(), event.exchange));
    const auto text = [&](const std::vector<sessions::TrafficSelector>& selectors) {
      return event.request == nullptr ? "not known" : bounded_text(selectors);
    };
    static const sessions::SaPayloads unknown;
    const auto& request = event.request != nullptr ? *event.request : unknown;
    finding.evidence.set("ts_i", text(request.ts_i));
    finding.evidence.set("ts_r", text(request.ts_r));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame,
                      fmt::format("offers TSi {} and TSr {}", finding.evidence.text("ts_i"),
                                  finding.evidence.text("ts_r")),
                      event.response_frame, "TS_UNACCEPTABLE");
    const auto& by = event.from_initiator ? event.sa.responder : event.sa.initiator;
    const auto& asked = event.from_initiator ? event.sa.initiator : event.sa.responder;
    (*refusals)[event.sa.id] = {request.ts_i, request.ts_r, event.protocol, asked.address,
                                by.address};
  });
  bench.events.to<sessions::CaptureEnded>(
      [bench, knowledge, refusals](const sessions::CaptureEnded&) {
        for (const auto& [id, refused] : *refusals) {
          Subject subject;
          subject.ike_sa = id;
          explain(bench.about(subject), refused, *knowledge);
        }
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
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

}  // namespace espect::rules::ike_ts_unacceptable
