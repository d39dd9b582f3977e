// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/final_numbers.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace espect::sessions {
namespace {

// The capture ends before the flow had time for as many packets as late ones were behind.
bool reordering_goes_on(const EspFlow& flow, Time capture_end) {
  const double interval =
      seconds_between(flow.first_time, flow.last_time) / static_cast<double>(flow.packets);
  return seconds_between(flow.last_time, capture_end) <=
         interval * static_cast<double>(flow.sa().numbers.max_late);
}

void await_late_numbers(TrackedFlow& flow, Time capture_end) {
  TrackedFlow& sa = flow.sa_track();
  auto& numbers = sa.numbers;
  if (numbers.max_late == 0 || flow.packets == 0 || !reordering_goes_on(flow, capture_end)) return;
  numbers.awaited = sa.history.missing_from(numbers, numbers.highest - numbers.max_late);
}

// Where disorder reaches as far behind the first number as it does elsewhere, what is missing may
// have come before the capture began. Returns the first number that cannot.
std::uint64_t leave_out_the_start(TrackedFlow& flow) {
  auto& numbers = flow.numbers;
  if (!numbers.began_before) return numbers.lowest;
  const auto certain = std::min(numbers.first + numbers.max_late, numbers.highest);
  const auto behind = flow.history.missing_from(numbers, certain);
  numbers.before_capture = numbers.missing() - std::max(behind, numbers.awaited);
  return certain;
}

// Several destinations of one SPI and one sender, without a negotiation: a manual SA for a group
// and its members (RFC 4552 section 7), whose one counter goes through all of them.
void find_shared_counters(FlowTable& flows) {
  std::vector<TrackedFlow*> manual;
  flows.for_each_track([&](TrackedFlow& flow) {
    if (flow.child_sa == 0 && !flow.alone_with_its_spi()) manual.push_back(&flow);
  });
  const auto sender = [](const TrackedFlow* flow) {
    return std::tuple(flow->protocol, flow->spi, flow->session_id, flow->path.source);
  };
  std::ranges::stable_sort(manual, {}, sender);
  for (std::size_t i = 1; i < manual.size(); ++i) {
    TrackedFlow &one = *manual[i - 1], &other = *manual[i];
    if (sender(&one) == sender(&other) && one.path.destination != other.path.destination &&
        &one.sa() != &other.sa())
      one.numbers.shared = other.numbers.shared = true;
  }
}

}  // namespace

void judge_missing_numbers(FlowTable& flows, Time capture_end, bool all) {
  if (all)
    find_shared_counters(flows);
  else
    flows.for_each_track(
        [](TrackedFlow& flow) { flow.numbers.shared = flow.numbers.shared || flow.child_sa == 0; });
  flows.for_each_track([&](TrackedFlow& flow) { await_late_numbers(flow, capture_end); });
  flows.for_each_track([](TrackedFlow& flow) {
    auto& numbers = flow.numbers;
    const auto begin = leave_out_the_start(flow);
    const auto end = numbers.awaited != 0 ? numbers.highest - numbers.max_late : numbers.highest;
    numbers.longest_gap = flow.history.longest_gap(numbers, begin, end);
  });
}

}  // namespace espect::sessions
