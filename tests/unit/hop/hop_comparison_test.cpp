// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/hop/hop_bench.h"

using namespace espect::test;

TEST_CASE("hop: loss, duplication and reordering are told apart") {
  HopBench bench;
  bench.captured(Side::before, 0, 1000);
  bench.captured(Side::after, 0, 1000);
  for (std::uint32_t i = 1; i <= 10; ++i) bench.before(100 + i, i);
  // 3 is lost, 5 doubled, 8 comes after 10.
  for (const std::uint32_t i : {1U, 2U, 4U, 5U, 5U, 6U, 7U, 9U, 10U, 8U})
    bench.after(110 + i + (i == 8 ? 5 : 0), i);
  const auto sa = bench.only_sa();
  CHECK(sa.towards_after);
  CHECK(sa.direction_by == DirectionBy::ttl);
  CHECK(sa.entered == 10);
  CHECK(sa.left == 10);
  CHECK(sa.matched == 9);
  CHECK(sa.lost == 1);
  CHECK(sa.duplicated == 1);
  CHECK(sa.reordered == 1);
  CHECK(sa.max_late == 2);
  CHECK(sa.appeared == 0);
  CHECK(sa.outside() == 0);
  REQUIRE(sa.delay.has_value());
  CHECK(sa.delay->min == 10 * millisecond);
  CHECK(sa.delay->max == 15 * millisecond);
  CHECK(std::abs(sa.delay->median - 10 * millisecond) <= millisecond / 10);
}

TEST_CASE("hop: what was out of order before it is not its doing") {
  HopBench bench;
  for (const std::uint32_t i : {1U, 3U, 2U, 4U}) bench.before(i, i);
  for (const std::uint32_t i : {1U, 3U, 2U, 4U}) bench.after(i + 1, i);
  CHECK(bench.only_sa().reordered == 0);
}

TEST_CASE("hop: traffic of the other direction is lost and delayed the other way round") {
  HopBench bench;
  bench.captured(Side::before, 0, 1000);
  bench.captured(Side::after, 0, 1000);
  const Seen at_bob{.source = host(2), .destination = host(1)};
  const Seen at_alice{.ttl = 63, .source = host(2), .destination = host(1)};
  for (std::uint32_t i = 1; i <= 3; ++i) {
    auto seen = at_bob;
    seen.ttl = 64;
    bench.esp(Side::after, 10 * i, i, seen);
  }
  for (const std::uint32_t i : {1U, 3U}) bench.before(10 * i + 2, i, at_alice);
  const auto sa = bench.only_sa();
  CHECK_FALSE(sa.towards_after);
  CHECK(sa.entered == 3);
  CHECK(sa.left == 2);
  CHECK(sa.lost == 1);
  REQUIRE(sa.delay.has_value());
  CHECK(sa.delay->min == 2 * millisecond);
}

TEST_CASE("hop: other octets under the same number are corruption, not loss") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 0, 100);
  for (std::uint32_t i = 1; i <= 3; ++i) bench.before(i, i);
  bench.after(2, 1);
  bench.after(3, 2, {.filling = 1});
  bench.after(4, 3);
  const auto sa = bench.only_sa();
  CHECK(sa.corrupted == 1);
  CHECK(sa.lost == 0);
  CHECK(sa.appeared == 0);
}

TEST_CASE("hop: a forged jump is a packet that never entered, and makes nothing late") {
  HopBench bench;
  bench.captured(Side::before, 0, 1000);
  bench.captured(Side::after, 0, 1000);
  for (std::uint32_t i = 1; i <= 20; ++i) {
    bench.before(10 * i, i);
    bench.after(10 * i + 1, i);
    if (i == 5) bench.after(10 * i + 2, 5000);
  }
  const auto sa = bench.only_sa();
  CHECK(sa.appeared == 1);
  CHECK(sa.reordered == 0);
  CHECK(sa.lost == 0);
}

TEST_CASE("hop: a replay on the hop is a copy too many") {
  HopBench bench;
  bench.before(1, 1);
  bench.after(2, 1);
  bench.after(900, 1);
  CHECK(bench.only_sa().duplicated == 1);
}

TEST_CASE("hop: copies that the first capture made are not lost") {
  HopBench bench;
  bench.captured(Side::before, 0, 100);
  bench.captured(Side::after, 0, 100);
  for (std::uint32_t i = 1; i <= 4; ++i) {
    bench.before(i, i, {.identification = i});
    bench.before(i, i, {.identification = i});
    bench.after(i + 1, i, {.identification = i});
  }
  const auto sa = bench.only_sa();
  CHECK(sa.lost == 0);
  CHECK(sa.captured_twice == 4);
}

TEST_CASE("hop: fragments made, made anew and put together") {
  HopBench bench;
  bench.before(1, 1);
  bench.after(2, 1, {.fragments = 2, .largest_piece = 1400});
  bench.before(3, 2, {.fragments = 2, .largest_piece = 1500});
  bench.after(4, 2, {.fragments = 2, .largest_piece = 1500});
  bench.before(5, 3, {.fragments = 2, .largest_piece = 1500});
  bench.after(6, 3, {.fragments = 3, .largest_piece = 800});
  bench.before(7, 4, {.fragments = 2, .largest_piece = 1500});
  bench.after(8, 4);
  bench.before(9, 5);
  bench.after(10, 5, {.traffic_class = 0xb8});
  const auto sa = bench.only_sa();
  CHECK(sa.fragmented == 1);
  CHECK(sa.refragmented == 1);
  CHECK(sa.reassembled == 1);
  CHECK(sa.dscp_changed == 1);
}
