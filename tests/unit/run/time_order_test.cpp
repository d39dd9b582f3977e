// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/time_order.h"

#include <vector>

#include "tests/support/catch.h"

namespace espect::run {
namespace {

// Frames 1, 2, ... at these milliseconds; what order they are handed on in.
std::vector<std::uint32_t> order(TimeOrder& in_order, const std::vector<std::int64_t>& at) {
  std::vector<capture::Packet> packets(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    packets[i].frame = static_cast<std::uint32_t>(i + 1);
    packets[i].time.nanoseconds = at[i] * 1'000'000;
  }
  in_order.restore(packets);
  std::vector<std::uint32_t> frames;
  for (const auto& packet : packets) frames.push_back(packet.frame);
  return frames;
}

using Frames = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("Packets that stand a few places late are handed on in the order of their time stamps") {
  TimeOrder in_order;
  CHECK(order(in_order, {10, 20, 30}) == Frames{1, 2, 3});
  CHECK(in_order.moved() == 0);
  CHECK(order(in_order, {20, 10, 30, 15, 30}) == Frames{2, 4, 1, 3, 5});
  CHECK(in_order.moved() == 2);
  CHECK(in_order.most_seconds() == 0.015);
}

TEST_CASE("A clock that was set back says nothing of the order") {
  TimeOrder in_order;
  CHECK(order(in_order, {5000, 5010, 3000, 3010}) == Frames{1, 2, 3, 4});
  CHECK(in_order.moved() == 0);
}

TEST_CASE("Where a clock was set back the order holds on both sides of that place") {
  TimeOrder in_order;
  CHECK(order(in_order, {5000, 5010, 5020, 5030, 3000, 3010, 3005, 3020}) ==
        Frames{1, 2, 3, 4, 5, 7, 6, 8});
  CHECK(in_order.moved() == 1);
  CHECK(in_order.most_seconds() == 0.005);
}

TEST_CASE("Packets of one time stay as they are") {
  TimeOrder in_order;
  CHECK(order(in_order, {10, 10, 20, 10}) == Frames{1, 2, 4, 3});
}

}  // namespace espect::run
