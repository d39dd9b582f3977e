// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>

namespace espect::sessions {

enum class SequenceVerdict : std::uint8_t {
  first,           // the first number on this SA
  next,            // above every number so far
  late,            // new, below the highest, inside the receiver's window
  left_of_window,  // new, but highest - number >= window: the receiver drops it
  duplicate,       // seen before
};

// What came of the sequence numbers of an SA, 64 bits wide.
struct SequenceCounters {
  std::uint64_t highest = 0;
  std::uint64_t distinct = 0;  // 0: none yet
  // False: the sender may put any number into any packet (RFC 9827), so none of them is lost, late
  // or a repeat.
  bool sequential = true;
  // The sender counts packets to other destinations of the SA with the same counter (RFC 4552
  // section 7): a number that is missing here went there, or was lost, which nobody can tell.
  bool shared = false;
  bool forgotten = false;  // there were more gaps than are remembered: duplicates may be too many
  std::uint64_t lowest = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t reordered = 0;
  std::uint64_t left_of_window = 0;
  std::uint64_t max_late = 0;
  std::uint64_t first = 0;  // number that was seen
  // The capture begins within the SA: smaller numbers may have come before it, so that one that
  // comes now may be new or a repeat, and one that never comes is not lost.
  bool began_before = false;
  // Once the capture has ended: the longest run that never came, and how many numbers may still
  // come, because the capture ends sooner than late ones came before.
  std::uint64_t longest_gap = 0;
  std::uint64_t awaited = 0;
  // Of the numbers that are missing about `first`: they may have come before the capture began.
  std::uint64_t before_capture = 0;

  // Numbers between the lowest and the highest that this capture does not have, whatever became of
  // them, and those of which it can be said that they were lost or never sent.
  std::uint64_t missing() const {
    const auto numbers = highest - lowest + 1;
    return sequential && distinct != 0 && distinct < numbers ? numbers - distinct : 0;
  }
  std::uint64_t lost() const {
    const auto kept = awaited + before_capture;
    return shared || missing() < kept ? 0 : missing() - kept;
  }
  // Of a number that was not seen.
  bool may_have_come_before(std::uint64_t number) const { return began_before && number < first; }

  // `distance`: of the number from the highest.
  void add(std::uint64_t number, SequenceVerdict verdict, std::uint64_t distance) {
    if (distinct + duplicates == 0) lowest = first = number;
    lowest = std::min(lowest, number);
    highest = std::max(highest, number);
    if (verdict == SequenceVerdict::duplicate) {
      ++duplicates;
      return;
    }
    ++distinct;
    if (!sequential) return;
    if (verdict != SequenceVerdict::late && verdict != SequenceVerdict::left_of_window) return;
    ++reordered;
    if (!may_have_come_before(number)) max_late = std::max(max_late, distance);
    if (verdict == SequenceVerdict::left_of_window) ++left_of_window;
  }
};

}  // namespace espect::sessions
