// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/ike/extensions/path_mtu.h"

#include "samples/make/extensions.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

using wire::ike::PathMtuObserved;
using wire::ike::PathMtuSupport;

constexpr std::uint16_t path_mtu = 1400;
// Outer IP header, ESP header, IV, trailer, ICV; inner IP and ICMP headers.
constexpr std::size_t outer_overhead = 20 + 8 + 8 + 2 + 16, inner_overhead = 20 + 8;

ChildPlan supporting(std::uint8_t flags) {
  auto plan = between_the_sites();
  plan.asked = plan.answered = {path_mtu_support(flags)};
  return plan;
}

// Pings both ways whose outer packets have this size; the path cuts what is too large.
void ping_of(Child& child, std::size_t outer_octets, int count) {
  Around around;
  around.outer.dont_fragment = false;
  around.outer.path_mtu = path_mtu;
  child.ping(initiator, left_host, right_host, count, around,
             outer_octets - outer_overhead - inner_overhead);
}

// What a gateway saw of the SA on which it receives.
Payload observed(const Child& child, Side by, std::uint32_t mtu) {
  return link_max_atomic_packet(child.spi(by), PathMtuObserved::fragments, mtu);
}

}  // namespace

void lmap_ptb(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto child = session.auth(supporting(PathMtuSupport::lmap | PathMtuSupport::ptb));
  ping_of(child, 1000, 2);
  ping_of(child, 1396, 2);
  ping_of(child, 1500, 3);  // comes in fragments

  session.informational(responder, {observed(child, responder, 1396)});
  session.informational(initiator, {observed(child, initiator, 1396)});
  sample.wire.wait(500);
  ping_of(child, 1396, 3);

  // The responder's buffers are smaller still.
  session.informational(responder, {packet_too_big(1280)});
  session.informational(initiator, {packet_too_big(1280)});
  sample.wire.wait(500);
  ping_of(child, 1280, 3);
  session.close(initiator);
}

void lmap_ptb_defect(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto child = session.auth(supporting(PathMtuSupport::lmap));
  ping_of(child, 1396, 2);
  ping_of(child, 1500, 2);

  session.informational(responder, {observed(child, responder, 1396)});
  sample.wire.wait(500);
  ping_of(child, 1500, 4);  // as if nobody had said anything

  session.informational(initiator, {observed(child, initiator, 200)});  // less than IPv4 promises
  session.informational(responder, {packet_too_big(1400)});             // nobody said P
  sample.wire.wait(500);
  session.close(initiator);
}

}  // namespace espect::samples
