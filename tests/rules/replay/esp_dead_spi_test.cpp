// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/ike_builder.h"

namespace espect::test::esp_dead_spi {
namespace {

std::vector<std::uint8_t> new_ike_sa() {
  return ike_message({.spi_i = 0x77, .payloads = {{registry::payload::nonce, {1, 2, 3, 4}}}});
}

// Both talk, then bob falls silent while alice goes on.
void talk(AuditBench& bench) {
  bench.esp_at(1, 0xa, 1).esp_at(1.1, 0xb, 1, false).esp_at(2, 0xa, 2).esp_at(2.1, 0xb, 2, false);
  for (std::uint32_t i = 0; i < 6; ++i) bench.esp_at(3 + i, 0xa, 3 + i);
}

TEST_CASE("esp-dead-spi fires when the sender asks for a new IKE SA after all") {
  AuditBench bench;
  talk(bench);
  bench.ike(true, new_ike_sa(), 20).end(30);
  const auto* finding = bench.only("esp-dead-spi");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 6);
  // Those of alice alone: each packet that nobody heard, and none before.
  CHECK(finding->frames == std::vector<std::uint32_t>{5, 6, 7, 8, 9, 10});
  CHECK(finding->subject.spi == 0xa);
}

TEST_CASE("esp-dead-spi is silent without such a sign, and when the other side speaks before it") {
  AuditBench quiet;
  talk(quiet);
  quiet.end(30);
  CHECK(quiet.silent("esp-dead-spi"));
  AuditBench alive;
  talk(alive);
  alive.esp_at(15, 0xb, 3, false).ike(true, new_ike_sa(), 20).end(30);
  CHECK(alive.silent("esp-dead-spi"));
}

TEST_CASE("esp-dead-spi lists what was sent since the other side was last heard, interleaved") {
  AuditBench bench;
  talk(bench);
  bench.esp_at(9.5, 0xb, 3, false);  // frame 11: all of that was heard
  for (std::uint32_t i = 0; i < 3; ++i) bench.esp_at(10 + i, 0xa, 9 + i);
  bench.ike(true, new_ike_sa(), 20).end(30);
  const auto* finding = bench.only("esp-dead-spi");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);
  CHECK(finding->frames == std::vector<std::uint32_t>{12, 13, 14});
}

TEST_CASE("esp-dead-spi is silent about traffic that was one way from the start") {
  AuditBench bench;
  for (std::uint32_t i = 1; i < 20; ++i) bench.esp_at(i, 0xa, i);
  bench.ike(true, new_ike_sa(), 40).end(50);
  CHECK(bench.silent("esp-dead-spi"));
}

Octets closed(std::uint64_t spi_i, std::uint32_t message_id, bool from_alice, bool response,
              std::uint8_t fill) {
  return ike_message({.spi_i = spi_i,
                      .spi_r = 0x99,
                      .exchange = registry::exchange::informational,
                      .from_initiator = from_alice,
                      .response = response,
                      .message_id = message_id,
                      .payloads = {{registry::payload::sk, Octets(60, fill)}}});
}

TEST_CASE("esp-dead-spi wants a repeated request that stays unanswered, and a message of its own") {
  const auto ask = closed(0x11, 2, true, false, 1);
  AuditBench in_vain;
  talk(in_vain);
  in_vain.ike(true, ask, 20).ike(true, ask, 24).ike(true, ask, 31).end(60);
  CHECK(in_vain.only("esp-dead-spi") != nullptr);
  AuditBench answered_late;  // the first answer was lost
  talk(answered_late);
  answered_late.ike(true, ask, 20).ike(true, ask, 24);
  answered_late.ike(false, closed(0x11, 2, false, true, 2), 24.1).end(60);
  CHECK(answered_late.silent("esp-dead-spi"));
  AuditBench response_again;  // bob repeats his request, alice answers it again
  talk(response_again);
  const auto reply = closed(0x11, 0, true, true, 3);
  response_again.ike(true, reply, 20).ike(true, reply, 24).end(60);
  CHECK(response_again.silent("esp-dead-spi"));
}

TEST_CASE("esp-dead-spi is silent when the receiver goes on with an older IKE SA") {
  AuditBench bench;
  bench.ike(true, closed(0x11, 1, true, false, 1), 0.5);
  bench.ike(false, closed(0x11, 1, false, true, 2), 0.6);
  talk(bench);
  bench.ike(true, new_ike_sa(), 20);  // reauthentication: the new one before the old one ends
  bench.ike(true, closed(0x11, 2, true, false, 3), 21);
  bench.ike(false, closed(0x11, 2, false, true, 4), 21.1).end(60);
  CHECK(bench.silent("esp-dead-spi"));
}

}  // namespace
}  // namespace espect::test::esp_dead_spi
