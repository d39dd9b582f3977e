// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/ike_builder.h"

namespace espect::test {
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

}  // namespace
}  // namespace espect::test
