// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/ip/protocol.h"
#include "ipsec/rules/rule.h"

// What ip-fragments-incomplete and ip-fragments-overlap have in common: all but what is wrong.
namespace espect::rules {

// Fragments after the first have no ports, so those of UDP alone say nothing.
inline bool is_ipsec(const BrokenFragments& fragments) {
  return fragments.carried != Carried::unknown || fragments.ip_protocol == ip::protocol::esp ||
         fragments.ip_protocol == ip::protocol::ah;
}

template <bool Overlap>
void install_broken_fragments(const Bench& bench) {
  bench.events.to<sessions::FragmentsBroken>([bench](const sessions::FragmentsBroken& event) {
    if (event.fragments.overlap != Overlap || !is_ipsec(event.fragments)) return;
    Subject subject;
    subject.destination = event.datagram.path.destination;
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
