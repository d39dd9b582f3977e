// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/scenarios.h"

namespace espect::samples {

// CVE-2026-78135: a stranger gets a Child SA and uses it.
void early_child(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto child = session.create_child(initiator, between_the_sites());
  child.ping(initiator, left_host, right_host, 2);
}

// CVE-2026-12413: as in libreswan's test, and fewer.
void payloads_before_skf(Sample& sample) {
  constexpr std::size_t few = 2, many = 29;
  constexpr std::uint8_t unknown = 255;
  for (const auto count : {few, many}) {
    Session session(sample.wire, sample.random, sample.keys);
    session.init();
    session.auth_in_fragment(Payloads(count, Payload{unknown, {}}));
    sample.wire.wait(2000);
  }
}

}  // namespace espect::samples
