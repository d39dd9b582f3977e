// SPDX-License-Identifier: GPL-2.0-or-later
#include <utility>
#include <vector>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_temporary_failure_loop {
namespace {

// A peer puts off what collides with its own exchange (RFC 7296 section 2.25); once or twice is
// normal.
constexpr std::uint64_t loop = 3;
constexpr std::size_t max_frames = 64;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} put off {} {} in {} s with TEMPORARY_FAILURE", evidence.text("put_off_by"),
                     evidence.text("what"), counted(evidence.number("in_a_row"), "time"),
                     evidence.number("seconds"));
}

struct Series {
  std::uint64_t in_a_row = 0;
  Time first{};
  std::vector<std::uint32_t> frames;
};
using Key = std::pair<std::uint32_t, bool>;  // IKE SA, asked by its initiator

std::string what_of(const sessions::SaRefused& event) {
  if (event.request != nullptr && event.request->rekeys)
    return fmt::format("the rekey of Child SA 0x{:08x}", event.request->rekeys->spi);
  if (event.protocol == registry::protocol::ike) return "the rekey of the IKE SA";
  return "a new Child SA";
}

void install(const Bench& bench) {
  const auto all = bench.table<Key, Series>("IKE SAs");
  bench.events.to<sessions::SaRefused>([bench, all](const sessions::SaRefused& event) {
    if (event.notify != registry::notify::temporary_failure) return;
    auto& series = (*all)[{event.sa.id, event.from_initiator}];
    if (series.in_a_row++ == 0) series.first = event.sa.last_time;
    for (const auto frame : {event.request_frame, event.response_frame})
      if (series.frames.size() < max_frames) series.frames.push_back(frame);
    if (series.in_a_row < loop) return;
    const auto& by = event.from_initiator ? event.sa.responder : event.sa.initiator;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("put_off_by", to_text(by.address));
    finding.evidence.set("what", what_of(event));
    finding.evidence.set("in_a_row", series.in_a_row);
    finding.evidence.set(
        "seconds", static_cast<std::uint64_t>(seconds_between(series.first, event.sa.last_time)));
    finding.add({});
    finding.add_frames(series.frames);
    // Of the third in a row all that came before; later ones by themselves.
    const auto& frames = series.frames;  // request, response, request, ...
    for (std::size_t at = series.in_a_row == loop ? 0 : frames.size() - 2; at < frames.size();
         at += 2) {
      finding.say(frames[at], "attempt {0}, put off in frame {1}", at / 2 + 1, frames[at + 1]);
      finding.say(frames[at + 1], "TEMPORARY_FAILURE {0} in a row, for frame {1}", at / 2 + 1,
                  frames[at]);
    }
  });
  bench.events.to<sessions::ChildSaMade>([all](const sessions::ChildSaMade& event) {
    all->erase({event.sa.id, event.from_initiator});
  });
  bench.events.to<sessions::IkeSaRekeyed>([all](const sessions::IkeSaRekeyed& event) {
    all->erase({event.old_sa.id, event.from_initiator});
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-temporary-failure-loop",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "TEMPORARY_FAILURE puts off the same request again and again",
    .why =
        "A peer answers so while an exchange of its own about the same SA is under way, and wants "
        "to be asked again soon. Once is normal. Again and again means that its own exchange never "
        "ends: the SA is not rekeyed, and when its lifetime is over traffic stops.",
    .advice =
        "Look in the log of the peer that puts off which exchange it believes to be open: often a "
        "rekey or a delete that was lost. Deleting the IKE SA and making it anew ends the loop.",
    .specs = {"RFC 7296 section 2.25", "RFC 7296 section 3.10.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_temporary_failure_loop
