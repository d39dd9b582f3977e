// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/ike/extensions/replay_status.h"

#include "samples/make/extensions.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

constexpr auto r = wire::ike::ReplayStatus::replay_protection;
constexpr auto e = wire::ike::ReplayStatus::esn_without_it;
constexpr std::uint8_t neither = 0;

constexpr auto esn = registry::sequence_numbers::partially_transmitted_64_bit_sequential_numbers;

ChildPlan announcing(std::uint8_t flags_i, std::uint8_t flags_r, std::uint16_t sn) {
  ChildSuite suite;
  suite.sn = sn;
  auto plan = between_the_sites(suite);
  plan.asked = {replay_status(flags_i)};
  plan.answered = {replay_status(flags_r)};
  constexpr std::uint32_t window = 64;
  const auto window_of = [](std::uint8_t flags) { return (flags & r) != 0 ? window : 0U; };
  plan.windows = {window_of(flags_i), window_of(flags_r)};
  return plan;
}

// A request of the initiator that comes twice and is answered twice: nobody refused the copy.
void answered_twice(Sample& sample, Child& child, std::uint16_t sequence) {
  IpHeader inner;
  inner.source = *address_from(left_host);
  inner.destination = *address_from(right_host);
  inner.hop_limit = 63;
  inner.identification = sequence;
  Echo echo{false, 0x77a1, sequence, counting(56)};
  const auto request = child.protect(initiator, icmp_echo(inner, echo));
  std::swap(inner.source, inner.destination);
  echo.reply = true;
  for (const bool again : {false, true}) {
    if (again) {
      sample.wire.wait(40);
      sample.wire.esp(initiator, request);
    }
    sample.wire.answer_time();
    inner.identification = static_cast<std::uint16_t>(sequence + (again ? 0x100 : 0));
    child.protect(responder, icmp_echo(inner, echo));
  }
  sample.wire.wait(1000);
}

}  // namespace

void anti_replay_status(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto guarded = session.auth(announcing(r, r, esn));
  guarded.ping(initiator, left_host, right_host, 3);

  auto open = session.create_child(initiator, announcing(e, e, esn));
  open.ping(initiator, left_host, right_host, 2);
  answered_twice(sample, open, 3);
  open.ping(initiator, left_host, right_host, 2);

  // The responder changes its mind about the SA on which it receives, and back again.
  const auto status = [&](std::uint8_t flags) {
    return replay_status(flags, registry::protocol::esp, guarded.spi(responder));
  };
  session.informational(responder, {status(e)});
  answered_twice(sample, guarded, 4);
  session.informational(responder, {status(r | e)});
  guarded.ping(initiator, left_host, right_host, 2);
  session.remove(initiator, open);
  session.close(initiator);
}

void anti_replay_status_defect(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  // ESN needs the window, or E.
  auto contradictory = session.auth(announcing(neither, neither, esn));
  contradictory.ping(initiator, left_host, right_host, 2);

  constexpr std::uint8_t reserved = 0x80;
  auto odd = session.create_child(initiator, announcing(r | reserved, r, 0));
  odd.ping(initiator, left_host, right_host, 2);
  answered_twice(sample, odd, 3);  // although replay protection was announced

  // 32-bit numbers that may repeat, with a cipher whose IV must not.
  auto unprotected = session.create_child(initiator, announcing(neither, neither, 0));
  unprotected.ping(initiator, left_host, right_host, 2);

  auto impossible = session.create_child(
      initiator, announcing(r, r, registry::sequence_numbers::unspecified_numbers_32));
  impossible.ping(initiator, left_host, right_host, 2);

  session.informational(responder,
                        {replay_status(r, registry::protocol::esp, sample.random.spi())});
  for (const auto* child : {&odd, &unprotected, &impossible}) session.remove(initiator, *child);
  session.close(initiator);
}

// SN 2: numbers that say nothing. Requests that are sent again as they were, and none is a replay.
void unspecified_numbers(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  ChildSuite suite;
  suite.sn = registry::sequence_numbers::unspecified_numbers_32;
  auto child = session.auth(between_the_sites(suite));
  child.ping(initiator, left_host, right_host, 3);
  for (std::uint16_t sequence = 4; sequence <= 6; ++sequence)
    answered_twice(sample, child, sequence);
  session.close(initiator);
}

}  // namespace espect::samples
