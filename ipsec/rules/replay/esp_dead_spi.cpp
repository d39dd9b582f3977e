// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_dead_spi {
namespace {

constexpr std::uint32_t least_packets = 3;
constexpr std::size_t max_kept = 65536;

enum class Sign : std::uint8_t { none, starts_anew, repeats };

// An IKE message, and what it tells of the other side.
struct Spoken {
  Address from, to;
  Time time;
  Sign sign = Sign::none;
  std::uint32_t ike_sa = 0;
  Time ike_sa_began;

  // What was repeated because a packet was lost gets its answer in the end; who still uses an older
  // IKE SA has not lost its state.
  bool refuted_by(const Spoken& later) const {
    if (!(later.from == to && later.to == from)) return false;
    return sign == Sign::repeats ? later.ike_sa == ike_sa : later.ike_sa_began < time;
  }
};

const char* words(Sign sign) {
  return sign == Sign::starts_anew ? "its sender then asked for a new IKE SA"
                                   : "its sender then repeated an IKE request in vain";
}

struct Seen {
  std::vector<Spoken> ike;
  std::vector<const sessions::EspFlow*> flows;
  bool all = true;  // nothing found no place: who spoke in between would not be known

  // The first sign after the flow's last packet, from its sender; null when there is none, the
  // receiver spoke in between, or it shows later that it has lost nothing.
  const Spoken* sign_after(const sessions::EspFlow& flow) const {
    const auto& sender = flow.path.source;
    const auto& receiver = flow.path.destination;
    const Spoken* sign = nullptr;
    for (const auto& spoken : ike) {
      if (spoken.time <= flow.last_time) continue;
      if (sign != nullptr && sign->refuted_by(spoken)) return nullptr;
      if (sign != nullptr) continue;
      if (spoken.from == receiver && spoken.to == sender) return nullptr;
      if (spoken.from == sender && spoken.to == receiver && spoken.sign != Sign::none)
        sign = &spoken;
    }
    return sign == nullptr || receiver_sent_esp(flow, sign->time) ? nullptr : sign;
  }

 private:
  bool receiver_sent_esp(const sessions::EspFlow& flow, Time until) const {
    return std::ranges::any_of(flows, [&](const sessions::EspFlow* other) {
      return other->path.source == flow.path.destination &&
             other->path.destination == flow.path.source && other->last_time > flow.last_time &&
             other->first_time < until;
    });
  }
};

// Behind the first.
std::span<const std::uint32_t> frames_unheard(const sessions::EspFlow& flow) {
  const auto first = std::ranges::upper_bound(flow.frames_kept, flow.unheard_from_frame);
  return {first, flow.frames_kept.end()};
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} on {} {} sent after the other side was last heard; {}",
                     counted(finding.count, "packet"), to_text(finding.subject),
                     verb(finding.count, "was", "were"), finding.evidence.text("sign"));
}

void install(const Bench& bench) {
  const auto seen = std::make_shared<Seen>();
  const auto has_place = [bench, seen](std::size_t size, std::string_view things) {
    if (size < max_kept) return true;
    bench.findings.full_tables().add(bench.rule.id, things, max_kept);
    return seen->all = false;
  };
  bench.events.to<sessions::IkeMessageSeen>(
      [has_place, seen](const sessions::IkeMessageSeen& event) {
        const auto& header = event.message.header();
        const bool starts_anew = header.exchange.value == registry::exchange::ike_sa_init &&
                                 !header.response() && event.sa.version == 2;
        const bool repeats = event.retransmission && !event.second_sighting && !event.answer;
        if (has_place(seen->ike.size(), "IKE messages"))
          seen->ike.push_back({event.datagram.path.source, event.datagram.path.destination,
                               event.datagram.time,
                               starts_anew ? Sign::starts_anew
                               : repeats   ? Sign::repeats
                                           : Sign::none,
                               event.sa.id, event.sa.first_time});
      });
  bench.events.to<sessions::EspFlowEnded>([has_place, seen](const sessions::EspFlowEnded& event) {
    if (has_place(seen->flows.size(), "flows")) seen->flows.push_back(&event.flow);
  });
  bench.events.to<sessions::CaptureEnded>([bench, seen](const sessions::CaptureEnded& event) {
    if (!seen->all || event.facts.sas_not_tracked != 0) return;
    for (const auto* flow : seen->flows) {
      const bool was_two_way = flow->peer_heard != 0 && flow->unheard < flow->packets;
      if (!was_two_way || flow->unheard < least_packets) continue;
      const auto* sign = seen->sign_after(*flow);
      if (sign == nullptr) continue;
      Finding& finding = bench.about(Subject(*flow));
      finding.certainty = Certainty::inferred;
      finding.evidence.set("assumption", "an answer would have passed this capture point");
      finding.evidence.set("sign", std::string(words(sign->sign)));
      finding.add({flow->unheard_from_frame});
      finding.add_frames(frames_unheard(*flow));
      finding.say_of_flow(*flow, flow->unheard_from_frame, flow->last_frame,
                          "sent after the other side was last heard; {2}", words(sign->sign));
      finding.count = flow->unheard;
    }
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-dead-spi",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "One side keeps sending on an SA that the other side has lost",
    .why =
        "The two addresses talked in both directions, then one fell silent while the other kept "
        "sending on the old SA. Either an IKE request stayed unanswered after that, or a new IKE "
        "SA was made from the start: the silent side has restarted and lost its keys. What was "
        "sent in between is lost.",
    .advice =
        "Enable liveness checks (dead peer detection) with a short interval on the sender, and "
        "INVALID_SPI or quick crash detection (RFC 6290) on the receiver.",
    .specs = {"RFC 7296 section 2.4", "RFC 7296 section 2.21", "RFC 6290", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_dead_spi
