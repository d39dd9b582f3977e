// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sequence_history.h"

#include <random>
#include <set>

#include "ipsec/sessions/table/sequence_number.h"
#include "tests/support/catch.h"

namespace espect::test::sequence_history_test {

using namespace sessions;

namespace {

// The obvious way: remember every number.
struct Model {
  std::set<std::uint64_t> seen;
  std::uint64_t duplicates = 0, reordered = 0, left = 0, max_late = 0;

  SequenceVerdict add(std::uint64_t number, std::uint32_t window) {
    if (seen.empty()) return seen.insert(number), SequenceVerdict::first;
    const std::uint64_t highest = *seen.rbegin();
    if (!seen.insert(number).second) return ++duplicates, SequenceVerdict::duplicate;
    if (number > highest) return SequenceVerdict::next;
    ++reordered;
    max_late = std::max(max_late, highest - number);
    if (highest - number < window) return SequenceVerdict::late;
    return ++left, SequenceVerdict::left_of_window;
  }
  std::uint64_t lost() const { return *seen.rbegin() - *seen.begin() + 1 - seen.size(); }
};

// A history with the counters of its SA.
struct Numbers {
  SequenceCounters counters;
  SequenceHistory history;

  SequenceVerdict add(std::uint64_t number, std::uint32_t window) {
    return history.add(counters, number, window);
  }
};

void check_same(const SequenceCounters& counters, const Model& model) {
  CHECK(counters.distinct == model.seen.size());
  CHECK(counters.duplicates == model.duplicates);
  CHECK(counters.reordered == model.reordered);
  CHECK(counters.left_of_window == model.left);
  CHECK(counters.max_late == model.max_late);
  CHECK(counters.lost() == model.lost());
  CHECK(counters.lowest == *model.seen.begin());
  CHECK(counters.highest == *model.seen.rbegin());
}

}  // namespace

TEST_CASE(
    "SequenceHistory equals a set over every sequence of up to 6 packets in a small number space") {
  constexpr std::uint64_t numbers[] = {1, 2, 3, 63, 64, 600, 601};
  constexpr int space = 7;
  for (int length = 1; length <= 6; ++length) {
    int sequences = 1;
    for (int i = 0; i < length; ++i) sequences *= space;
    for (int code = 0; code < sequences; ++code) {
      Numbers sa;
      Model model;
      for (int i = 0, rest = code; i < length; ++i, rest /= space) {
        const auto number = numbers[rest % space];
        const auto expected = model.add(number, 32);
        if (sa.add(number, 32) != expected)
          FAIL("sequence " << code << " of length " << length << " at " << i);
      }
      if (sa.counters.lost() != model.lost() || sa.counters.duplicates != model.duplicates ||
          sa.counters.left_of_window != model.left)
        FAIL("counters of sequence " << code << " of length " << length);
    }
  }
}

TEST_CASE("SequenceHistory equals a set over long random sequences") {
  for (const std::uint64_t start : {std::uint64_t{1}, (std::uint64_t{1} << 32) - 200}) {
    for (unsigned seed = 0; seed < 40; ++seed) {
      std::mt19937_64 random(seed);
      Numbers numbers;
      Model model;
      std::uint64_t next = start + 700;
      for (int i = 0; i < 3000; ++i) {
        std::uint64_t number = next++;
        const auto dice = random() % 100;
        if (dice < 10) number = next - std::min<std::uint64_t>(next - start, random() % 40);
        if (dice == 10) number = next - std::min<std::uint64_t>(next - start, random() % 1500);
        if (dice == 11) next += random() % 900;
        const auto expected = model.add(number, 64);
        REQUIRE(numbers.add(number, 64) == expected);
      }
      check_same(numbers.counters, model);
      CHECK(!numbers.counters.forgotten);
    }
  }
}

TEST_CASE(
    "SequenceHistory forgets the oldest gaps beyond its limit and says so; counts of losses stay "
    "right") {
  Numbers numbers;
  std::uint64_t number = 1;
  std::uint64_t packets = 0;
  for (; packets < 20'000; ++packets, number += 2)
    numbers.add(number, 32);  // every second one is missing
  CHECK(numbers.counters.forgotten);
  CHECK(numbers.counters.lost() == packets - 1);
  CHECK(numbers.add(2, 32) == SequenceVerdict::duplicate);
}

TEST_CASE("however gaps are made, no more than the limit are kept, and losses stay right") {
  constexpr std::uint64_t top = std::uint64_t{1} << 30;
  const auto feed = [](auto number_of) {
    Numbers numbers;
    constexpr std::uint64_t packets = 3 * SequenceGaps::most;
    for (std::uint64_t i = 0; i < packets; ++i) {
      numbers.add(number_of(i), 32);
      REQUIRE(numbers.history.gaps() <= SequenceGaps::most);
    }
    CHECK(numbers.counters.forgotten);
    CHECK(numbers.counters.distinct + numbers.counters.duplicates == packets);
    CHECK(numbers.counters.lost() + numbers.counters.distinct ==
          numbers.counters.highest - numbers.counters.lowest + 1);
  };
  feed([](std::uint64_t i) { return 2 * i + 1; });                   // each is appended
  feed([](std::uint64_t i) { return i == 0 ? top : top - 2 * i; });  // each is prepended
  // Each splits the one large gap.
  feed([](std::uint64_t i) { return i == 0 ? 1 : i == 1 ? top : top - 2 * i; });
  feed([](std::uint64_t i) { return i == 0 ? 1 : i == 1 ? top : 2 * i; });
}

TEST_CASE("extend_sequence follows a wrap and stays put elsewhere") {
  constexpr std::uint64_t epoch = std::uint64_t{1} << 32;
  struct Row {
    std::uint32_t low;
    std::uint64_t highest, expected;
  };
  const Row rows[] = {
      {5, 4, 5},
      {1, 0xffff'fff0, epoch + 1},
      {0xffff'fffa, epoch + 3, 0xffff'fffa},
      {0xffff'fff6, 0, 0xffff'fff6},  // the first packet of a late capture
      {7, epoch + 9, epoch + 7},
      {0x8000'0000, 5, 0x8000'0000},  // no epoch before the first
      {0, 3 * epoch - 1, 3 * epoch},
  };
  for (const auto& row : rows) CHECK(extend_sequence(row.low, row.highest) == row.expected);
}

}  // namespace espect::test::sequence_history_test
