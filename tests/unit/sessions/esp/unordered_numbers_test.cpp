// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

// SN transform 2 (RFC 9827): the sender may put any number into any packet.
namespace espect::test::unordered_numbers_test {
namespace {

// Packets to bob on an SA with this SN transform, whose numbers are in no order, come again and end
// just below 2^32; the last does not verify.
struct Play {
  explicit Play(std::uint16_t sn, bool keyed = true) {
    if (keyed) bench.ring.add(ike_secret(0, secret(5)));
    ChildPlan plan;
    plan.transforms = {{tt::encr, 20, 256}, {tt::sn, sn}};
    ike.init(secret(5));
    auto cipher = ike_cipher(ike.keymat(plan).encr_i);
    ike.auth(plan);
    for (const std::uint64_t number : {500U, 7U, 7U, 100'000U, 1U, 0xffff'fff0U, 7U})
      bench.esp(true, sealed_esp(cipher, plan.spi_r, number, false, Octets(40, next++), 6));
    auto forged = sealed_esp(cipher, plan.spi_r, 7, false, Octets(40, 1), 6);
    forged.back() ^= 1;
    bench.esp(true, forged).end(60);
  }
  AuditBench bench{with_keys};
  PlayedIke ike{bench};
  std::uint8_t next = 1;
};

constexpr const char* sequence_rules[] = {
    "esp-sequence-reused",     "esp-left-of-window", "esp-sequence-gap",
    "esp-sequence-exhaustion", "dscp-reordering",    "esp-anti-replay-disabled",
};

TEST_CASE("no sequence rule speaks of an SA whose numbers have no order") {
  const Play play(2);
  CHECK(play.bench.flow().icv_ok == 7);
  for (const auto* rule : sequence_rules) {
    INFO(rule);
    CHECK(play.bench.silent(rule));
  }
  const auto& flow = play.bench.flow();
  CHECK_FALSE(flow.sequential());
  CHECK(flow.lost() == 0);
  CHECK(flow.duplicates() == 0);
  CHECK(flow.reordered() == 0);
  CHECK(flow.left_of_window() == 0);
  CHECK(flow.lowest() == 1);
  CHECK(flow.highest() == 0xffff'fff0);
  CHECK(flow.linux_receiver->replay == 0);
  CHECK(play.bench.only("sn-mismatch") != nullptr);
}

TEST_CASE("what fails on such an SA is told without a guess from its number") {
  const Play play(2);
  const auto* finding = play.bench.only("esp-icv-failed");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence().find("looks") == std::string::npos);
  CHECK(finding->evidence.text("first_looks").empty());
}

TEST_CASE("the same numbers on an SA with sequential ones are told") {
  const Play play(0);
  CHECK(play.bench.flow().sequential());
  for (const auto* rule : {"esp-sequence-reused", "esp-left-of-window", "esp-sequence-gap",
                           "esp-sequence-exhaustion"}) {
    INFO(rule);
    CHECK(play.bench.only(rule) != nullptr);
  }
}

TEST_CASE("without keys nobody knows that the numbers have no order") {
  const Play play(2, false);
  CHECK(play.bench.flow().sequential());
  CHECK_FALSE(play.bench.silent("esp-sequence-reused"));
}

}  // namespace
}  // namespace espect::test::unordered_numbers_test
