// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/negotiation/ike_sa_list.h"
#include "ipsec/rules/negotiation/ikev1_ending.h"
#include "ipsec/rules/negotiation/traffic_between.h"

namespace espect::rules::ike_ended_without_traffic {
namespace {

constexpr double at_once_seconds = 10;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} of {} and {} came up and ended {} s later without one ESP or AH packet",
                     to_text(finding.subject), evidence.text("initiator"),
                     evidence.text("responder"), evidence.text("seconds"));
}

using Peers = std::pair<Address, Address>;

Peers peers_of(const sessions::IkeSa& sa) {
  return std::minmax(sa.initiator.address, sa.responder.address);
}

void install(const Bench& bench) {
  const auto ike_sas = IkeSaList::listen(bench.events);
  const auto traffic = TrafficBetween::listen(bench);
  bench.events.to<sessions::CaptureEnded>([bench, ike_sas, traffic](const sessions::CaptureEnded&) {
    const auto newest = bench.table<Peers, std::uint32_t>("pairs of peers");
    ike_sas->for_each([&](const sessions::IkeSa& sa) {
      auto& first_frame = (*newest)[peers_of(sa)];
      first_frame = std::max(first_frame, sa.first_frame);
    });
    ike_sas->for_each([&](const sessions::IkeSa& sa) {
      // Of IKEv1: they would not begin anew if it were still there.
      const bool ended = sa.version == 2
                             ? sa.state == sessions::IkeSaState::deleted
                             : may_have_been_deleted(sa) && (*newest)[peers_of(sa)] > sa.last_frame;
      // What was opened says itself what was made and why it ended.
      if (!ended || !sa.seen_from_start || sa.established_frame == 0 || sa.decrypted != 0) return;
      const auto seconds = seconds_between(sa.established, sa.last_time);
      if (!traffic->any() && seconds > at_once_seconds) return;
      if (traffic->after(sa.first_frame, sa.initiator.address, sa.responder.address)) return;
      Finding& finding = bench.about(Subject(sa));
      finding.certainty = Certainty::inferred;
      finding.evidence.set("initiator", to_text(sa.initiator.address));
      finding.evidence.set("responder", to_text(sa.responder.address));
      finding.evidence.set("seconds", fmt::format("{:.1f}", seconds));
      finding.evidence.set("assumption", sa.version == 2
                                             ? "the capture holds the ESP and AH of these peers"
                                             : "its last Informational deletes it, and the capture "
                                               "holds the ESP and AH of these peers");
      finding.add({sa.established_frame, sa.last_frame});
      finding.say(sa.established_frame, "came up, and ended in frame {0}", sa.last_frame);
      finding.say(sa.last_frame, "ended, without one ESP or AH packet since frame {0}",
                  sa.established_frame);
    });
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-ended-without-traffic",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_clear,
    .title = "An IKE SA came up and ended without traffic",
    .why =
        "Authentication worked, and the IKE SA was deleted again before one packet was protected. "
        "It was a test, nobody had anything to send, or no Child SA came up: a selector or "
        "proposal that does not fit looks like this from outside.",
    .advice =
        "Nothing is wrong by itself. Where traffic was expected, give keys, or look in the log "
        "whether a Child SA was refused.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 1.4.1", "RFC 2408 section 3.15", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_ended_without_traffic
