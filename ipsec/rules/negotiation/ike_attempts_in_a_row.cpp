// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/ike_sa_list.h"
#include "ipsec/rules/negotiation/ikev1_ending.h"
#include "ipsec/rules/negotiation/traffic_between.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_attempts_in_a_row {
namespace {

using sessions::IkeSa;
using sessions::IkeSaState;

constexpr std::size_t row = 3;
constexpr double most_seconds_apart = 300;
constexpr double at_once_seconds = 10;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} began {} with {} in {} s; {} {}", evidence.text("initiator"),
                     counted(evidence.number("attempts"), "IKE SA"), evidence.text("responder"),
                     evidence.number("seconds"), evidence.number("attempts") == 1 ? "it" : "each",
                     evidence.text("step"));
}

// How far an attempt came that is no IKE SA anybody can use.
enum class Step : std::uint8_t {
  came_up,
  no_answer,
  init_refused,
  init_again,
  auth_unanswered,
  auth_answered,
  deleted_at_once
};

// An encrypted Informational in the place of the answer to a proof of IKEv1.
bool closed_answer_in_phase1(const IkeSa& sa) {
  return std::ranges::any_of(sa.exchanges, [](const sessions::Exchange& exchange) {
    return exchange.message_id == 0 && exchange.closed_answer != 0;
  });
}

Step step_of(const IkeSa& sa, const TrafficBetween& traffic) {
  if (sa.established_frame != 0) {
    const bool ended = sa.state == IkeSaState::deleted || may_have_been_deleted(sa);
    const bool brief = ended && seconds_between(sa.established, sa.last_time) <= at_once_seconds &&
                       !traffic.between(sa.established_frame, sa.last_frame, sa.initiator.address,
                                        sa.responder.address);
    return brief ? Step::deleted_at_once : Step::came_up;
  }
  if (sa.state == IkeSaState::established || sa.state == IkeSaState::rekeyed ||
      sa.state == IkeSaState::dead)
    return Step::came_up;
  if (!sa.selection) {
    if (sa.from_responder == 0) return Step::no_answer;
    if (sa.state == IkeSaState::refused) return Step::init_refused;
    return sa.version == 2 ? Step::init_again : Step::came_up;
  }
  if (sa.version == 1)
    return sa.state == IkeSaState::refused || closed_answer_in_phase1(sa) ? Step::auth_answered
                                                                          : Step::auth_unanswered;
  for (const auto& exchange : sa.exchanges)
    if (exchange.type == registry::exchange::ike_auth && exchange.response_frame != 0)
      return Step::auth_answered;
  return Step::auth_unanswered;
}

std::string_view text_of_ikev1(Step step) {
  switch (step) {
    case Step::no_answer:
      return "got no answer to its first message";
    case Step::init_refused:
      return "was refused for its proposal or its peer";
    case Step::auth_unanswered:
      return "stopped in phase 1 behind the proposal, without an answer";
    case Step::auth_answered:
      return "was refused in phase 1 behind the proposal";
    default:
      return {};
  }
}

std::string_view text_of(Step step, std::uint8_t version) {
  if (version == 1)
    if (const auto text = text_of_ikev1(step); !text.empty()) return text;
  switch (step) {
    case Step::no_answer:
      return "got no answer to IKE_SA_INIT";
    case Step::init_refused:
      return "was refused in IKE_SA_INIT";
    case Step::init_again:
      return "was asked for another IKE_SA_INIT and stopped there";
    case Step::auth_unanswered:
      return "stopped at IKE_AUTH, which got no answer";
    case Step::auth_answered:
      return "stopped after the response to IKE_AUTH";
    case Step::deleted_at_once:
      return "came up and was deleted again within 10 s, without traffic";
    case Step::came_up:
      break;
  }
  return "came up";
}

struct Series {
  Step step = Step::came_up;
  std::vector<const IkeSa*> attempts;
};

void tell(const Bench& bench, const Series& series, const TrafficBetween& traffic) {
  if (series.attempts.size() < row) return;
  const auto& first = *series.attempts.front();
  const auto& last = *series.attempts.back();
  const bool opened = last.decrypted != 0;
  const bool closed_refusal = series.step == Step::auth_answered &&
                              (last.version == 2 || last.state != IkeSaState::refused);
  const bool closed_delete =
      series.step == Step::deleted_at_once && last.state != IkeSaState::deleted;
  const bool closed_end = !opened && (closed_refusal || closed_delete);
  if (closed_end && traffic.after(last.last_frame, last.initiator.address, last.responder.address))
    return;  // it did come up
  Finding& finding = bench.about(Subject(last));
  finding.certainty = closed_end ? Certainty::inferred
                      : opened   ? Certainty::decrypted
                                 : Certainty::observed;
  finding.evidence.set("initiator", to_text(last.initiator.address));
  finding.evidence.set("responder", to_text(last.responder.address));
  finding.evidence.set("attempts", std::uint64_t{series.attempts.size()});
  finding.evidence.set(
      "seconds", static_cast<std::uint64_t>(seconds_between(first.first_time, last.last_time)));
  finding.evidence.set("step", std::string(text_of(series.step, first.version)));
  if (closed_end) {
    if (!closed_delete)
      finding.evidence.set(
          "why", fmt::format("No ESP or AH followed. {} most likely refused, or {} did not "
                             "accept what it answered. Give keys, or read the logs.",
                             to_text(last.responder.address), to_text(last.initiator.address)));
    finding.evidence.set("assumption", last.version == 2 ? "the capture holds what follows IKE_AUTH"
                                       : closed_delete
                                           ? "the last Informational of each deletes it, and the "
                                             "capture holds the ESP and AH of these peers"
                                           : "the Informational is about this exchange, and the "
                                             "capture holds what follows");
  }
  finding.count = series.attempts.size();
  std::uint64_t number = 0;
  for (const auto* attempt : series.attempts) {
    finding.add_frames({&attempt->first_frame, 1});
    finding.add_frames({&attempt->last_frame, 1});
    finding.say(attempt->first_frame, "attempt {0} of {1} begins", ++number,
                series.attempts.size());
    if (heard(finding))
      finding.say(attempt->last_frame, "the last message of attempt {0} of {1}, which {2}", number,
                  series.attempts.size(), std::string(text_of(series.step, first.version)));
  }
}

void install(const Bench& bench) {
  const auto ike_sas = IkeSaList::listen(bench.events);
  const auto traffic = TrafficBetween::listen(bench);
  bench.events.to<sessions::CaptureEnded>([bench, ike_sas, traffic](const sessions::CaptureEnded&) {
    const auto all = bench.table<std::pair<Address, Address>, Series>("pairs of peers");
    ike_sas->for_each([&](const IkeSa& sa) {
      if (!sa.seen_from_start || sa.rekeyed_from) return;
      auto& series = (*all)[{sa.initiator.address, sa.responder.address}];
      const auto step = step_of(sa, *traffic);
      const bool goes_on =
          !series.attempts.empty() && step == series.step &&
          sa.version == series.attempts.back()->version &&
          seconds_between(series.attempts.back()->first_time, sa.first_time) <= most_seconds_apart;
      if (!goes_on) {
        tell(bench, series, *traffic);
        series = {step, {}};
      }
      if (step != Step::came_up) series.attempts.push_back(&sa);
    });
    for (const auto& [peers, series] : *all) tell(bench, series, *traffic);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-attempts-in-a-row",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "The same two peers begin IKE SAs again and again",
    .why =
        "Each attempt stops at the same step, so the next one will, too: nobody is heard, the "
        "offer, the authentication or what was asked for is refused, or one side deletes at once "
        "what came up. Without keys the last step before the end is all that shows; what it means "
        "is inferred then.",
    .advice =
        "The evidence names the step. Findings about the single IKE SAs say more where something "
        "could be read; else give keys, or read the log of the peer that answered last.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 2.21", "RFC 2409 section 5", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_attempts_in_a_row
