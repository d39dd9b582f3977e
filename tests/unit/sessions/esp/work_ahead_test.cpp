// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/work_ahead.h"

#include <mutex>
#include <vector>

#include "tests/support/catch.h"

namespace espect::test::work_ahead_test {
namespace {

using sessions::WorkAhead;

// What was done, by whom. A piece is written by one thread and read by the owner: no lock.
struct Done {
  explicit Done(std::size_t pieces) : times(pieces), by(pieces) {}
  std::vector<int> times;
  std::vector<unsigned> by;

  WorkAhead::DoPiece doing() {
    return [this](unsigned worker, std::uint64_t piece) {
      ++times[piece];
      by[piece] = worker;
    };
  }
};

TEST_CASE("each piece is done once, whoever does it, and seen by who waited for it") {
  for (const unsigned threads : {0U, 1U, 3U}) {
    constexpr std::uint64_t rounds = 200, pieces = WorkAhead::most_added;
    Done done(rounds * pieces);
    WorkAhead work(threads, done.doing());
    for (std::uint64_t round = 0; round < rounds; ++round) {
      for (std::uint64_t i = 0; i < pieces; ++i) work.add();
      for (std::uint64_t i = 0; i < pieces; ++i) {
        work.wait_for(round * pieces + i);
        REQUIRE(done.times[round * pieces + i] == 1);
        REQUIRE(done.by[round * pieces + i] <= threads);
      }
      work.forget();
    }
    CHECK(work.added() == rounds * pieces);
  }
}

TEST_CASE("threads work while their owner does something else") {
  Done done(1);
  std::atomic<bool> was_done = false;
  WorkAhead work(1, [&](unsigned worker, std::uint64_t piece) {
    done.doing()(worker, piece);
    was_done = true;
  });
  work.add();
  while (!was_done) std::this_thread::yield();  // nobody else can do it
  work.wait_for(0);
  CHECK(done.by[0] == 1);
}

TEST_CASE("what was forgotten is not done any more, and what was begun is done first") {
  Done done(100 * WorkAhead::most_added);
  std::vector<int> before;
  {
    WorkAhead work(2, done.doing());
    for (int round = 0; round < 100; ++round) {
      for (std::uint32_t i = 0; i < WorkAhead::most_added; ++i) work.add();
      if (round % 2 == 1) work.wait_for(work.added() - WorkAhead::most_added / 2);
      work.forget();
      before = done.times;
    }
    std::this_thread::yield();
  }
  CHECK(done.times == before);
  for (const int times : done.times) CHECK(times <= 1);
}

TEST_CASE("nothing to do ends as well") {
  Done done(1);
  {
    const WorkAhead work(2, done.doing());
  }
  CHECK(done.times[0] == 0);
}

}  // namespace
}  // namespace espect::test::work_ahead_test
