// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "ipsec/rules/policy/configuration/judges.h"

namespace espect::rules::configuration {
namespace {

// Rekeying takes a few round trips, more when messages are lost.
double tolerance(double seconds) {
  return 10 + seconds / 20;
}

std::pair<double, double> range_of(std::string_view value) {
  const auto dash = std::min(value.find('-'), value.size());
  const auto number = [](std::string_view text) {
    std::uint64_t read = 0;
    std::from_chars(text.data(), text.data() + text.size(), read);
    return static_cast<double>(read);
  };
  const auto first = number(value.substr(0, dash));
  return {first, dash == value.size() ? first : number(value.substr(dash + 1))};
}

std::string seconds_text(double seconds) {
  return fmt::format("{:.0f} s", seconds);
}

// "0 s" would say that none was seen.
std::string longest_text(const Life& life) {
  return fmt::format("no SA of it is seen for longer than {}",
                     seconds_text(std::max(1.0, std::ceil(life.seconds))));
}

const Life* longest(const std::vector<Life>& lives) {
  const auto found = std::ranges::max_element(lives, {}, &Life::seconds);
  return found == lives.end() ? nullptr : &*found;
}

}  // namespace

Answer judge_rekeying(const registry::Promise& promise, const std::vector<Life>& lives,
                      std::uint8_t side) {
  const auto [from, by] = range_of(promise.value);
  const auto* last = longest(lives);
  if (last == nullptr) return not_seen("no SA of it was opened");
  bool in_time = false;
  std::string early;
  for (const auto& life : lives) {
    const bool own = life.rekeyed && life.rekeyed->by == side;
    if (by == 0) {
      if (own)
        return broken(fmt::format("this end rekeyed {} after {}, by itself or on command",
                                  life.name, seconds_text(life.rekeyed_after)),
                      {life.rekeyed->frame}, true);
      continue;
    }
    if (life.seconds > by + tolerance(by) &&
        (!life.rekeyed || life.rekeyed_after > by + tolerance(by)))
      return broken(fmt::format("{} was used for {} without being rekeyed", life.name,
                                seconds_text(life.rekeyed ? life.rekeyed_after : life.seconds)),
                    {life.last_frame}, true);
    if (!own) continue;
    if (life.rekeyed_after >= from - tolerance(from) / 5)
      in_time = true;
    else
      early =
          fmt::format("{} was rekeyed after {}, before its time: on command or for another reason",
                      life.name, seconds_text(life.rekeyed_after));
  }
  if (in_time) return kept({}, true);
  if (by == 0) return last->seconds > 600 ? kept({}, true) : not_seen(longest_text(*last));
  if (!early.empty()) return not_seen(std::move(early));
  return not_seen(longest_text(*last));
}

Answer judge_end(const registry::Promise& promise, const std::vector<Life>& lives) {
  const auto life_time = range_of(promise.value).second;
  const auto* last = longest(lives);
  if (last == nullptr) return not_seen("no SA of it was opened");
  if (last->seconds > life_time + tolerance(life_time))
    return broken(fmt::format("{} was used for {}", last->name, seconds_text(last->seconds)),
                  {last->last_frame}, true);
  if (last->seconds > life_time * 0.8) return kept({}, true);
  return not_seen(longest_text(*last));
}

}  // namespace espect::rules::configuration
