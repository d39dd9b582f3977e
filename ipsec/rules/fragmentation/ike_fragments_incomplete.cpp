// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>
#include <memory>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "ipsec/rules/fragmentation/message_key.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

constexpr std::size_t max_sets = 65536;

struct Set {
  std::uint16_t total = 0;
  std::set<std::uint16_t> numbers;
  std::vector<std::uint32_t> frames;
  const sessions::IkeSa* sa = nullptr;
};

// The message did arrive, whatever this capture missed: a request was answered, or the requester
// went on after a response.
bool went_on(const sessions::IkeSa& sa, const MessageKey& key) {
  const bool asked_by_initiator = key.response != key.from_initiator;
  for (const auto& exchange : sa.exchanges) {
    if (exchange.from_initiator != asked_by_initiator) continue;
    if (exchange.message_id == key.message_id && !key.response && exchange.response_frame != 0)
      return true;
    if (exchange.message_id > key.message_id) return true;
  }
  return false;
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} message{} of {} stayed incomplete: of {} fragments number {} never came",
                     finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.number("total"), finding.evidence.text("missing"));
}

void install(const Bench& bench) {
  const auto sets = std::make_shared<std::map<MessageKey, Set>>();
  bench.events.to<sessions::IkeMessageSeen>([sets](const sessions::IkeMessageSeen& event) {
    const auto& fragment = event.message.fragment();
    if (!fragment || fragment->number == 0 || fragment->number > fragment->total) return;
    if (sets->size() >= max_sets) return;
    Set& set = (*sets)[message_key(event)];
    if (fragment->total != set.total) {
      if (fragment->total < set.total) return;
      set = Set{};
      set.total = fragment->total;
      set.sa = &event.sa;
    }
    set.numbers.insert(fragment->number);
    set.frames.push_back(event.datagram.frame);
    // All pieces were here: nothing more to say, so nothing more to keep but that.
    if (set.numbers.size() == set.total) set.frames.clear();
  });
  bench.events.to<sessions::CaptureEnded>([bench, sets](const sessions::CaptureEnded&) {
    for (const auto& [key, set] : *sets) {
      if (set.numbers.size() == set.total || went_on(*set.sa, key)) continue;
      Finding& finding = bench.about(Subject(*set.sa));
      std::string missing;
      for (std::uint32_t number = 1; number <= set.total && missing.size() < 60; ++number)
        if (!set.numbers.contains(static_cast<std::uint16_t>(number)))
          missing += (missing.empty() ? "" : ", ") + std::to_string(number);
      finding.evidence.set("total", std::uint64_t{set.total});
      finding.evidence.set("missing", missing);
      finding.add({});
      for (const auto frame : set.frames)
        finding.say(frame,
                    "a fragment of a message that stayed incomplete: of {0} number {2} never came",
                    set.total, 0, missing);
      finding.add_frames(set.frames);
    }
  });
}

}  // namespace

extern const RuleInfo ike_fragments_incomplete;
const RuleInfo ike_fragments_incomplete{
    .id = "ike-fragments-incomplete",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "Fragments of an IKE message never became complete",
    .why =
        "An IKE message was split (RFC 7383), not all of its fragments passed this point, and "
        "the exchange did not go on. One lost fragment loses the message, and the sender "
        "repeats all of them.",
    .advice =
        "Some fragments may be too large for the path: lower the fragment size on the sender. "
        "If always the same number is missing, a middlebox filters by size or content.",
    .specs = {"RFC 7383 section 2.6", "RFC 7383 section 2.6.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
