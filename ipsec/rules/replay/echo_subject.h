// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/rules/rule.h"

namespace espect::rules {

// An echo inside an SA is about that SA; in the clear there is none, and all such echoes of a
// capture share one finding.
inline Subject echo_subject(const sessions::EchoSeen& event) {
  if (event.flow != nullptr) return Subject(*event.flow);
  Subject subject;
  subject.protocol = Protocol::esp;
  subject.destination = event.datagram.path.destination;
  return subject;
}

}  // namespace espect::rules
