// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/packet_records.h"

#include <random>
#include <vector>

#include "tests/support/catch.h"

using espect::plugin::PacketRecords;
using Record = PacketRecords::Record;

namespace {

bool same(const Record& one, const Record& other) {
  return one.frame == other.frame && one.flow == other.flow && one.state == other.state &&
         one.digest == other.digest;
}

}  // namespace

TEST_CASE("packet records: what was put in comes out, whatever it is") {
  std::mt19937 generator(1);
  const auto chance = [&] { return static_cast<std::uint32_t>(generator()); };
  PacketRecords records;
  std::vector<Record> wanted;
  std::uint32_t frame = 0;
  for (int count = 0; count < 20'000; ++count) {
    // Several in one frame, long pauses, many flows, states that change and that do not.
    frame += chance() % 8 == 0 ? chance() % 100'000 : chance() % 3;
    const Record record{frame, chance() % 4 == 0 ? chance() : chance() % 6,
                        chance() % 5 == 0 ? chance() : 3, static_cast<std::uint16_t>(chance())};
    wanted.push_back(record);
    records.add(record);
  }
  CHECK(records.size() == wanted.size());
  std::size_t read = 0;
  bool right = true;
  records.for_each([&](std::uint32_t number, const Record& record) {
    right = right && number == read && same(record, wanted[read]);
    ++read;
  });
  CHECK(right);
  CHECK(read == wanted.size());
  // Found by their frame, each with its number.
  for (std::size_t from = 0; from < wanted.size();) {
    auto next = from;
    records.for_each_in(wanted[from].frame, [&](std::uint32_t number, const Record& record) {
      right = right && number == next && same(record, wanted[next]);
      ++next;
    });
    right = right && (next == wanted.size() || wanted[next].frame != wanted[from].frame);
    REQUIRE(next > from);
    from = next;
  }
  CHECK(right);
  // The same in any order.
  for (int count = 0; count < 2'000; ++count) {
    const auto& one = wanted[chance() % wanted.size()];
    bool there = false;
    records.for_each_in(one.frame, [&](std::uint32_t number, const Record& record) {
      there = there || same(record, one);
      right = right && same(record, wanted[number]) && record.frame == one.frame;
    });
    right = right && there;
  }
  CHECK(right);
  std::size_t others = 0;
  records.for_each_in(frame + 1, [&](std::uint32_t, const Record&) { ++others; });
  CHECK(others == 0);
}

TEST_CASE("packet records: a packet like the one before takes four octets at most") {
  PacketRecords records;
  constexpr std::uint32_t packets = 100'000;
  // Two directions of one SA.
  for (std::uint32_t frame = 1; frame <= packets; ++frame)
    records.add({frame, 1 + frame % 2, 0x12340007, static_cast<std::uint16_t>(frame * 7919)});
  CHECK(records.octets() <= std::size_t{4} * packets);
}
