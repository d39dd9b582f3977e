// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cmath>

#include "ipsec/hop/delay_histogram.h"
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

TEST_CASE("hop: nobody lost a packet whose other half found no place") {
  constexpr std::size_t most_sas = 4;
  const auto compared = [](std::uint32_t strangers) {
    HopBench bench(1 << 16, most_sas);
    bench.captured(Side::before, 0, 10'000);
    bench.captured(Side::after, 0, 10'000);
    for (std::uint32_t number = 1; number <= 5; ++number) bench.after(number, number, {.spi = 0x7});
    for (std::uint32_t number = 1; number < 20; ++number) {
      bench.before(1000 + number, number, {.spi = 0x8});
      bench.after(1001 + number, number, {.spi = 0x8});
    }
    for (std::uint32_t i = 0; i < strangers; ++i)
      bench.before(2000 + i, 1, {.spi = 0x100 + i, .source = host(9, 9)});
    for (std::uint32_t number = 6; number < 50; ++number) {
      bench.before(4000 + number, number, {.spi = 0x7, .destination = host(3)});
      bench.after(4001 + number, number, {.spi = 0x7});
    }
    return bench.finish();
  };
  const auto sa_of = [](const Hop& hop) {
    for (const auto& sa : hop.sas)
      if (sa.spi == 0x7) return sa;
    return HopSa{};
  };
  const Hop whole = compared(1);
  CHECK(whole.dropped == 0);
  CHECK(sa_of(whole).appeared == 5);
  const Hop full = compared(6);
  CHECK(full.dropped > 0);
  CHECK(sa_of(full).lost == 0);
  CHECK(sa_of(full).appeared <= 5);
}

TEST_CASE("hop: the median of a few delays is right, as that of many") {
  for (const std::size_t count : {1U, 2U, 31U, 32U, 33U, 100U}) {
    DelayHistogram delays;
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(static_cast<std::int64_t>((i * 7919 % count + 1) * 1'000'000));
      delays.add(all.back());
    }
    std::ranges::sort(all);
    const auto lower = static_cast<double>(all[(count - 1) / 2]);
    INFO(count);
    CHECK(std::abs(static_cast<double>(delays.median()) - lower) <= lower / 100);
  }
}
