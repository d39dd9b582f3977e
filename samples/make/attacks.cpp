// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/payloads.h"
#include "samples/make/scenarios.h"

namespace espect::samples {

// CVE-2026-78135: a stranger gets a Child SA and uses it.
void early_child(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto child = session.create_child(initiator, between_the_sites());
  child.ping(initiator, left_host, right_host, 2);
}

// CVE-2026-12413: as in libreswan's test.
void payloads_before_skf(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  constexpr std::size_t few = 2, many = 29;
  constexpr std::uint8_t unknown = 255;
  for (const auto count : {few, many}) {
    Payloads payloads(count, Payload{unknown, {}});
    // The first of two fragments; its contents are nobody's.
    wire::ike::EncryptedFragment fragment;
    fragment.number = 1;
    fragment.total = 2;
    const auto contents = sample.random.octets(200);
    fragment.data = contents;
    payloads.push_back({registry::payload::skf, wire::encode(fragment)});
    session.say(initiator, registry::exchange::ike_auth, payloads);
  }
}

}  // namespace espect::samples
