// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
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
  std::pair<Time, std::size_t> at;  // and its place in the capture
  Sign sign = Sign::none;
  std::uint32_t ike_sa = 0;
  Time ike_sa_began;
};

const char* words(Sign sign) {
  return sign == Sign::starts_anew ? "its sender then asked for a new IKE SA"
                                   : "its sender then repeated an IKE request in vain";
}

struct Lifetime {
  Time first, last;
};

// From one address to another one.
struct OneWay {
  std::vector<Spoken> ike;
  std::vector<Lifetime> esp;  // of its flows
  // Once put in order: of ike, which are signs; the earliest beginning of an IKE SA among it and
  // those behind it; the last message of each IKE SA. Of esp, the latest end so far.
  std::vector<std::size_t> signs;
  std::vector<Time> began_behind;
  std::unordered_map<std::uint32_t, std::size_t> last_of_ike_sa;
  std::vector<Time> ended_before;
  bool in_order = false;

  void put_in_order() {
    if (std::exchange(in_order, true)) return;
    std::ranges::sort(ike, {}, &Spoken::at);
    began_behind.resize(ike.size());
    for (std::size_t i = ike.size(); i-- > 0;)
      began_behind[i] = i + 1 < ike.size() ? std::min(ike[i].ike_sa_began, began_behind[i + 1])
                                           : ike[i].ike_sa_began;
    for (std::size_t i = 0; i < ike.size(); ++i) {
      if (ike[i].sign != Sign::none) signs.push_back(i);
      last_of_ike_sa[ike[i].ike_sa] = i;
    }
    std::ranges::sort(esp, {}, &Lifetime::first);
    for (const auto& flow : esp)
      ended_before.push_back(ended_before.empty() ? flow.last
                                                  : std::max(ended_before.back(), flow.last));
  }
  // Once in order: the first message behind this place, its number in `ike`.
  std::size_t first_behind(const std::pair<Time, std::size_t>& at) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(ike, at, {}, &Spoken::at) -
                                    ike.begin());
  }
  const Spoken* first_sign_after(Time time) const {
    const auto found = std::ranges::lower_bound(signs, first_after(time));
    return found != signs.end() ? &ike[*found] : nullptr;
  }
  std::size_t first_after(Time time) const { return first_behind({time, SIZE_MAX}); }
  bool esp_between(Time after, Time before) const {
    const auto count = std::ranges::lower_bound(esp, before, {}, &Lifetime::first) - esp.begin();
    return count != 0 && ended_before[static_cast<std::size_t>(count) - 1] > after;
  }
};

struct Seen {
  std::map<std::pair<Address, Address>, OneWay> ways;  // from, to
  std::size_t ike_messages = 0;
  std::vector<const sessions::EspFlow*> flows;
  bool all = true;  // nothing found no place: who spoke in between would not be known

  // The first sign after the flow's last packet, from its sender; null when there is none, the
  // receiver spoke in between, or it shows later that it has lost nothing.
  const Spoken* sign_after(const sessions::EspFlow& flow) {
    const auto forth = ways.find({flow.path.source, flow.path.destination});
    if (forth == ways.end()) return nullptr;
    forth->second.put_in_order();
    const auto* sign = forth->second.first_sign_after(flow.last_time);
    const auto back = ways.find({flow.path.destination, flow.path.source});
    if (sign == nullptr || back == ways.end()) return sign;
    auto& [_, receiver] = *back;
    receiver.put_in_order();
    const auto next = receiver.first_after(flow.last_time);
    const auto behind = receiver.first_behind(sign->at);
    const bool spoke = next != behind || receiver.esp_between(flow.last_time, sign->at.first);
    return spoke || refuted(*sign, receiver, behind) ? nullptr : sign;
  }

 private:
  // What was repeated because a packet was lost gets its answer in the end; who still uses an older
  // IKE SA has not lost its state.
  static bool refuted(const Spoken& sign, const OneWay& receiver, std::size_t behind) {
    if (behind == receiver.ike.size()) return false;
    if (sign.sign == Sign::starts_anew) return receiver.began_behind[behind] < sign.at.first;
    const auto last = receiver.last_of_ike_sa.find(sign.ike_sa);
    return last != receiver.last_of_ike_sa.end() && last->second >= behind;
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
        if (!has_place(seen->ike_messages, "IKE messages")) return;
        const auto& path = event.datagram.path;
        seen->ways[{path.source, path.destination}].ike.push_back(
            {{event.datagram.time, ++seen->ike_messages},
             starts_anew ? Sign::starts_anew
             : repeats   ? Sign::repeats
                         : Sign::none,
             event.sa.id,
             event.sa.first_time});
      });
  bench.events.to<sessions::EspFlowEnded>([has_place, seen](const sessions::EspFlowEnded& event) {
    if (!has_place(seen->flows.size(), "flows")) return;
    const auto& flow = event.flow;
    seen->flows.push_back(&flow);
    seen->ways[{flow.path.source, flow.path.destination}].esp.push_back(
        {flow.first_time, flow.last_time});
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
