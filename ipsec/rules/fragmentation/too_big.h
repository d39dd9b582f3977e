// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/rules/rule.h"

// What the rules about ICMP too-big messages have in common.
namespace espect::rules {

// Whether the message is about IKE, ESP or AH and says that a packet did not fit.
inline bool is_too_big(const IcmpError& error) {
  return error.reason == IcmpReason::fragmentation_needed && error.carried != Carried::unknown;
}

// The SA whose packet it quotes, as far as that is known.
inline Subject quoted_subject(const sessions::IcmpErrorSeen& event) {
  if (event.flow != nullptr) return Subject(*event.flow);
  if (event.ike_sa != nullptr) return Subject(*event.ike_sa);
  const auto& error = event.error;
  Subject subject;
  subject.destination = error.quoted.destination;
  if (error.carried == Carried::esp) subject.protocol = Protocol::esp;
  if (error.carried == Carried::ah) subject.protocol = Protocol::ah;
  subject.spi = error.spi;
  return subject;
}

// The rule's finding about that SA, with what was quoted, the MTU and the router.
inline Finding& too_big_finding(const Bench& bench, const sessions::IcmpErrorSeen& event) {
  const auto carried = event.error.carried;
  Finding& finding = bench.about(quoted_subject(event));
  finding.evidence.set("carried", std::string(carried == Carried::esp  ? "ESP"
                                              : carried == Carried::ah ? "AH"
                                                                       : "IKE"));
  finding.evidence.set("mtu", std::uint64_t{event.error.mtu});
  finding.evidence.set("router", to_text(event.datagram.path.source));
  finding.add({event.datagram.frame});
  finding.say(event.datagram.frame, "a packet of {0} octets did not fit, the path takes {1}",
              event.error.quoted_packet_octets, event.error.mtu);
  return finding;
}

}  // namespace espect::rules
