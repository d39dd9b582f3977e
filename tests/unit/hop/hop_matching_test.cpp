// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>

#include "tests/support/catch.h"
#include "tests/unit/hop/hop_bench.h"

using namespace espect::test;

TEST_CASE("hop: address translation does not hide that packets are the same") {
  HopBench bench;
  for (std::uint32_t i = 1; i <= 3; ++i) {
    bench.before(10 * i, i);
    bench.after(10 * i + 1, i, {.source = host(9), .destination = host(2)});
  }
  const auto sa = bench.only_sa();
  CHECK(sa.matched == 3);
  CHECK(to_text(sa.entry->source) == "10.1.0.10");
  CHECK(to_text(sa.exit->source) == "10.9.0.10");
}

TEST_CASE("hop: behind destination NAT one SA stays one when its first packet was lost") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 0, 100);
  bench.after(4, 9, {.filling = 3, .destination = host(7)});  // never entered
  bench.before(5, 1);                                         // never leaves
  bench.before(6, 2);
  bench.after(7, 2, {.destination = host(7)});
  const auto sa = bench.only_sa();
  CHECK(sa.lost == 1);
  CHECK(sa.appeared == 1);
  CHECK(sa.matched == 1);
}

TEST_CASE("hop: two SAs with one SPI stay two") {
  HopBench bench;
  for (std::uint32_t i = 1; i <= 3; ++i) {
    bench.before(10 * i, i, {.destination = host(2)});
    bench.before(10 * i, i, {.filling = 1, .destination = host(3)});
    bench.after(10 * i + 1, i, {.destination = host(2)});
    bench.after(10 * i + 1, i, {.filling = 1, .destination = host(3)});
  }
  const auto hop = bench.finish();
  REQUIRE(hop.sas.size() == 2);
  CHECK(hop.sas[0].matched == 3);
  CHECK(hop.sas[1].matched == 3);
  CHECK(hop.sas[1].corrupted == 0);
}

TEST_CASE("hop: what a snap length cut off is not compared, what it left is") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 0, 100);
  for (std::uint32_t i = 1; i <= 3; ++i) bench.before(i, i);
  for (const std::uint32_t i : {1U, 3U}) bench.after(i + 1, i, {.cut = 40});
  const auto sa = bench.only_sa();
  CHECK(sa.matched == 2);
  CHECK(sa.lost == 1);
  CHECK(sa.corrupted == 0);
}

TEST_CASE("hop: packets of a time that the other capture does not hold are not lost") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 30, 80);
  for (std::uint32_t i = 1; i <= 10; ++i) bench.before(10 * i, i);
  for (const std::uint32_t i : {3U, 4U, 5U, 7U}) bench.after(10 * i + 1, i);
  const auto sa = bench.only_sa();
  CHECK(sa.lost == 1);       // 6
  CHECK(sa.outside() == 5);  // 1, 2, 8 (would leave at 81), 9 and 10
}

TEST_CASE("hop: clocks that differ give no delays and lose nothing") {
  HopBench bench;
  constexpr std::int64_t hour = 3'600'000;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, -hour, -hour + 100);
  for (std::uint32_t i = 1; i <= 5; ++i) {
    bench.before(10 * i, i);
    if (i != 3) bench.after(10 * i + 1 - hour, i);
  }
  const auto hop = bench.finish();
  CHECK(hop.clocks == HopClocks::differ);
  CHECK_FALSE(hop.sas[0].delay.has_value());
  CHECK(hop.sas[0].lost == 1);
  CHECK(hop.sas[0].outside() == 0);
}

TEST_CASE("hop: an SA of which nothing passed goes the way of others between its addresses") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 0, 100);
  bench.before(1, 1);
  bench.after(2, 1);
  bench.after(3, 1, {.spi = 0xb, .destination = host(2)});
  const auto hop = bench.finish();
  REQUIRE(hop.sas.size() == 2);
  CHECK(hop.sas[1].direction_by == DirectionBy::path);
  CHECK(hop.sas[1].appeared == 1);
  CHECK(hop.sas[1].lost == 0);
}

TEST_CASE("hop: what goes back goes the other way, and is not lost where nobody captured it") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 0, 100);
  const Seen back{.spi = 0xb, .source = host(2), .destination = host(1)};
  for (std::uint32_t i = 1; i <= 3; ++i) {
    bench.before(10 * i, i);
    bench.after(10 * i + 1, i);
    bench.before(10 * i + 2, i, back);
  }
  const auto hop = bench.finish();
  REQUIRE(hop.sas.size() == 2);
  const auto& other = hop.sas[1];
  CHECK(other.direction_by == DirectionBy::path);
  CHECK_FALSE(other.towards_after);
  CHECK(other.unseen == 3);
  CHECK(other.left == 3);
  CHECK(other.lost == 0);
  CHECK(other.appeared == 0);
  CHECK(other.outside() == 0);
  CHECK(hop.sas[0].unseen == 0);
}

TEST_CASE("hop: an SA that the hop dropped is lost when the other capture holds its direction") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 0, 100);
  bench.before(1, 1);
  bench.after(2, 1);
  for (std::uint32_t i = 1; i <= 3; ++i) bench.before(10 * i, i, {.spi = 0xb});
  const auto hop = bench.finish();
  REQUIRE(hop.sas.size() == 2);
  CHECK(hop.sas[1].lost == 3);
  CHECK(hop.sas[1].unseen == 0);
}

TEST_CASE("hop: memory is bounded, and what is settled early counts all the same") {
  HopBench bench(64);
  bench.captured(Side::before, 0, 100'000);
  bench.captured(Side::after, 0, 100'000);
  for (std::uint32_t i = 1; i <= 20'000; ++i) {
    bench.before(i, i);
    if (i % 10 != 0) bench.after(i, i);
  }
  const auto sa = bench.only_sa();
  CHECK(sa.matched == 18'000);
  CHECK(sa.lost == 2'000);
}

TEST_CASE("hop: what is given up before its half may have come is not judged, nor is the half") {
  HopBench bench(8);
  bench.captured(Side::before, 0, 2'000);
  for (std::uint32_t i = 1; i <= 20; ++i) bench.before(i, i);  // by a clock that is behind
  bench.captured(Side::after, 1'000, 2'000);
  for (std::uint32_t i = 1; i <= 20; ++i) bench.after(1'000 + i, i);
  const auto hop = bench.finish();
  CHECK(hop.given_up == 32);  // the last 8 wait until the end
  std::uint64_t outside = 0;
  for (const auto& sa : hop.sas) {
    CHECK(sa.lost == 0);
    CHECK(sa.appeared == 0);
    outside += sa.outside();
  }
  CHECK(outside == 40);
}

TEST_CASE("hop: random hops equal a count by hand") {
  std::uint64_t state = 42;
  const auto dice = [&](std::uint64_t sides) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % sides;
  };
  for (int round = 0; round < 200; ++round) {
    HopBench bench;
    bench.captured(Side::before, 0, 100'000);
    bench.captured(Side::after, 0, 100'000);
    std::uint64_t lost = 0;
    std::uint64_t duplicated = 0;
    std::multimap<std::int64_t, std::uint32_t> out;
    for (std::uint32_t i = 1; i <= 60; ++i) {
      bench.before(1000 + i, i);
      const auto copies = dice(8) == 0 ? 0 : dice(8) == 0 ? 2 : 1;
      lost += copies == 0 ? 1 : 0;
      duplicated += copies == 2 ? 1 : 0;
      const auto delay = static_cast<std::int64_t>(dice(20));
      for (int copy = 0; copy < copies; ++copy) out.emplace(1000 + i + delay, i);
    }
    std::uint64_t reordered = 0;
    std::uint32_t highest = 0;
    std::uint32_t last = 0;
    for (const auto& [at, i] : out) {
      bench.after(at, i);
      if (i != last && i < highest) ++reordered;
      last = i;
      highest = std::max(highest, i);
    }
    const auto sa = bench.only_sa();
    CHECK(sa.lost == lost);
    CHECK(sa.duplicated == duplicated);
    CHECK(sa.reordered == reordered);
  }
}

TEST_CASE("the median of delays is right within one percent") {
  DelayHistogram delays;
  CHECK(delays.median() == 0);
  for (std::int64_t i = 1; i <= 999; ++i) delays.add(i * 1000);
  CHECK(delays.median() >= 495'000);
  CHECK(delays.median() <= 505'000);
  DelayHistogram small;
  for (const std::int64_t i : {0, 3, 100}) small.add(-i);
  CHECK(small.median() == 3);
}
