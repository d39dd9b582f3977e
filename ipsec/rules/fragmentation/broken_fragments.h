// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "ipsec/ip/protocol.h"
#include "ipsec/rules/capped.h"
#include "ipsec/rules/fragmentation/capture_end.h"
#include "ipsec/rules/rule.h"

// What ip-fragments-incomplete and ip-fragments-overlap have in common: all but what is wrong.
namespace espect::rules {

// Fragments after the first have no ports, so those of UDP alone say nothing.
inline bool is_ipsec(const BrokenFragments& fragments) {
  return fragments.carried != Carried::unknown || fragments.ip_protocol == ip::protocol::esp ||
         fragments.ip_protocol == ip::protocol::ah;
}

// What stayed incomplete at an address.
struct IncompleteSpan {
  Time first = latest_time;
  Time last = earliest_time;
  bool first_fragments_missing = true;  // of all of them
};

template <bool Overlap>
void install_broken_fragments(const Bench& bench) {
  const auto incomplete = bench.table<Address, IncompleteSpan>("addresses");
  bench.events.to<sessions::CaptureEnded>([bench, incomplete](const sessions::CaptureEnded& end) {
    for (const auto& [address, span] : *incomplete) {
      Subject subject;
      subject.destination = address;
      Finding* finding = bench.findings.find(bench.rule, subject);
      if (finding == nullptr) continue;
      if (span.first_fragments_missing)
        judge_at_capture_begin(*finding, end.facts.first_time, span.last);
      judge_at_capture_end(*finding, span.first, end.facts.last_time);
    }
  });
  bench.events.to<sessions::FragmentsBroken>([bench,
                                              incomplete](const sessions::FragmentsBroken& event) {
    if (event.fragments.overlap != Overlap || !is_ipsec(event.fragments)) return;
    Subject subject;
    subject.destination = event.datagram.path.destination;
    const auto time = event.datagram.time;
    if (!Overlap) {
      auto* span = incomplete->place(subject.destination);
      if (span == nullptr) return;
      span->first = std::min(span->first, time);
      span->last = std::max(span->last, time);
      span->first_fragments_missing = span->first_fragments_missing && !event.fragments.first_came;
    }
    Finding& finding = bench.about(subject);
    finding.evidence.raise_to("received_octets", event.fragments.received_octets);
    finding.evidence.set("ip_protocol", std::uint64_t{event.fragments.ip_protocol});
    finding.add({});
    finding.add_frames(event.datagram.fragment_frames);
    const auto& frames = event.datagram.fragment_frames;
    std::uint64_t number = 0;
    for (const auto frame : frames)
      if (Overlap)
        finding.say(frame, "IP fragment {0} of {1}, by arrival, some of which overlap", ++number,
                    frames.size());
      else
        finding.say(frame, "IP fragment {0} of {1} that came, and others did not", ++number,
                    frames.size());
  });
}

}  // namespace espect::rules
