// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/history.h"

#include "tests/support/catch.h"

using namespace espect;
using namespace espect::report;
using sessions::SequenceVerdict;

namespace {

// One flow whose packets are told as the sessions tell them.
class Told {
 public:
  Told() : history_(events_) { flow_.id = 1; }

  void packet(std::uint64_t number, SequenceVerdict verdict = SequenceVerdict::next) {
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.time = {std::int64_t{frame_} * 1'000'000};
    const auto distance = flow_.numbers.highest - std::min(flow_.numbers.highest, number);
    flow_.numbers.add(number, verdict, distance);
    if (verdict != SequenceVerdict::next)
      events_.tell(
          sessions::SequenceOutOfOrder{datagram, flow_, nullptr, number, verdict, distance, false});
    events_.tell(sessions::EspSeen{datagram, flow_, nullptr});
  }
  const NumberHistory& numbers() const { return *history_.numbers_of(1); }
  const History& history() const { return history_; }

 private:
  sessions::Subscriptions events_;
  History history_;
  sessions::EspFlow flow_;
  std::uint32_t frame_ = 0;
};

}  // namespace

TEST_CASE("the curve of an SA is bounded and keeps its ends") {
  Told told;
  for (std::uint64_t number = 1; number <= 100'000; ++number) told.packet(number);
  const auto& history = told.numbers();
  CHECK(history.points.size() < NumberHistory::max_points);
  CHECK(history.points.size() * 2 >= NumberHistory::max_points);
  CHECK(history.points.front().highest == 1);
  CHECK(history.last.highest == 100'000);
  CHECK(history.raised == 100'000);
  for (std::size_t i = 1; i < history.points.size(); ++i)
    CHECK(history.points[i].highest - history.points[i - 1].highest == history.stride);
  CHECK(history.missing.empty());
  CHECK(told.history().numbers_of(2) == nullptr);
  CHECK(told.history().messages_of(1) == nullptr);
}

TEST_CASE("runs of missing numbers are those that never came") {
  Told told;
  for (const std::uint64_t number : {1U, 10U, 12U}) told.packet(number);
  told.packet(5, SequenceVerdict::late);   // in the middle: two runs
  told.packet(2, SequenceVerdict::late);   // at the start
  told.packet(9, SequenceVerdict::late);   // at the end
  told.packet(11, SequenceVerdict::late);  // all of a run
  told.packet(11, SequenceVerdict::duplicate);
  const auto& missing = told.numbers().missing;
  REQUIRE(missing.size() == 2);
  CHECK((missing[0].first == 3 && missing[0].last == 4));
  CHECK((missing[1].first == 6 && missing[1].last == 8));
  CHECK(told.numbers().odd.size() == 5);
}

TEST_CASE("packets out of order are bounded and counted") {
  Told told;
  told.packet(1000);
  for (int i = 0; i < 500; ++i) told.packet(1000, SequenceVerdict::duplicate);
  told.packet(999, SequenceVerdict::late);  // another kind has room of its own
  CHECK(told.numbers().odd.size() == NumberHistory::max_odd + 1);
  CHECK(told.numbers().more_odd == 500 - NumberHistory::max_odd);
}
