// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/interface.h"

#include <limits>

#include "tests/support/catch.h"
#include "tests/unit/capture/reading.h"

using namespace espect;
using namespace espect::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t latest = latest_time.nanoseconds;
constexpr std::int64_t earliest = earliest_time.nanoseconds;
constexpr std::uint64_t all_ones = std::numeric_limits<std::uint64_t>::max();

struct Case {
  std::optional<std::uint8_t> resolution;
  std::int64_t offset;
  std::uint64_t stamp;
  std::int64_t nanoseconds;
};

const Case cases[] = {
    {std::nullopt, 0, 1'700'000'000'123'456, 1'700'000'000'123'456'000},
    {6, 0, 1'700'000'000'123'456, 1'700'000'000'123'456'000},
    {9, 0, 1'700'000'000'123'456'789, 1'700'000'000'123'456'789},
    {0, 0, 1'700'000'000, 1'700'000'000 * second},
    {3, 1'700'000'000, 5, 1'700'000'000 * second + 5'000'000},
    {12, 0, 1'700'000'000'123'456'789, 1'700'000'000'123'456},
    {28, 0, all_ones, 1},
    {29, 0, all_ones, 0},
    {127, 0, all_ones, 0},
    {0x80, 0, 7, 7 * second},
    {0x80 | 10, 0, 1024 + 512, 1'500'000'000},
    {0x80 | 32, 0, 1'700'000'000ULL << 32 | 0x80000000, 1'700'000'000 * second + second / 2},
    {0x80 | 63, 0, 3ULL << 62, 1'500'000'000},
    {0x80 | 64, 0, 1ULL << 63, second / 2},
    {0xff, 0, all_ones, 0},
    {9, -1, 1, 1 - second},
    {6, -1'700'000'000, 0, -1'700'000'000 * second},
    {std::nullopt, 0, all_ones, latest},
    {0, 0, all_ones, latest},
    {0x80, std::numeric_limits<std::int64_t>::max(), all_ones, latest},
    {9, std::numeric_limits<std::int64_t>::min(), 0, earliest},
    {9, std::numeric_limits<std::int64_t>::min(), all_ones, earliest},
    {6, std::int64_t{1} << 60, 1'700'000'000'123'456, latest},
    {6, -(std::int64_t{1} << 60), 1'700'000'000'123'456, earliest},
};

}  // namespace

TEST_CASE("time stamps of every resolution and offset, without overflow") {
  for (const auto& each : cases) {
    INFO("resolution " << (each.resolution ? int{*each.resolution} : -1) << " offset "
                       << each.offset << " stamp " << each.stamp);
    capture::Interface interface(1, 0);
    if (each.resolution) interface.resolution(*each.resolution);
    interface.time_offset(each.offset);
    CHECK(interface.time(each.stamp).nanoseconds == each.nanoseconds);

    for (const auto order : {std::endian::little, std::endian::big}) {
      PcapngWriter writer(order);
      writer.interface({.resolution = each.resolution, .offset = each.offset});
      writer.packet(0, each.stamp, octets_of("alpha"));
      CHECK(read_octets(writer.octets()).packets ==
            std::vector<Kept>{whole(1, each.nanoseconds, 1, "alpha")});
    }
  }
}
