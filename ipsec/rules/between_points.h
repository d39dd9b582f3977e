// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "ipsec/rules/finding.h"
#include "ipsec/rules/words.h"

// What one capture that saw both sides of a hop tells of the path between the two points.
namespace espect::rules {

class BetweenPoints {
 public:
  void add(std::int64_t nanoseconds) {
    const auto delay = static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0));
    least_ = std::min(least_, delay);
    most_ = std::max(most_, delay);
  }
  // At the end: how long they took, and how many came by one point only.
  void conclude(Evidence& evidence, std::uint64_t one_side) const {
    evidence.set("delays", least_ == most_ ? fmt::format("{} ms", milliseconds(least_))
                                           : fmt::format("{} to {} ms", milliseconds(least_),
                                                         milliseconds(most_)));
    if (one_side != 0) evidence.set("one_side", one_side);
  }

 private:
  static std::string milliseconds(std::uint64_t nanoseconds) {
    return fmt::format("{:.3f}", static_cast<double>(nanoseconds) / 1e6);
  }

  std::uint64_t least_ = UINT64_MAX;  // nanoseconds
  std::uint64_t most_ = 0;
};

inline constexpr const char* router_between_points =
    "what changed nothing but the TTL, within 100 ms, is a router between two capture points";
inline constexpr const char* copy_of_the_capture =
    "an exact copy within 5 ms was made by the capture or the network";

// The end of a sentence; empty before conclude(). `thing`: "packet", "message".
inline std::string between_points_text(const Evidence& evidence, std::string_view thing) {
  if (evidence.text("delays").empty()) return {};
  const auto lost = evidence.number("one_side");
  return fmt::format("; between the points they took {}{}", evidence.text("delays"),
                     lost == 0 ? std::string()
                               : fmt::format(", and {} of this SA {} seen on one side only",
                                             counted(lost, thing), verb(lost, "was", "were")));
}

// The whole sentence. `replay`: what the second sighting is not, "replay" or "retransmission".
inline std::string captured_twice_text(const Finding& finding, std::string_view thing,
                                       std::string_view replay) {
  const auto beyond = finding.evidence.number("other_side");
  const auto things = fmt::format("{} of {} {}", counted(finding.count, thing),
                                  to_text(finding.subject), verb(finding.count, "was", "were"));
  if (beyond == finding.count)
    return fmt::format(
        "{} captured on both sides of a hop: the same octets and IP identification with another "
        "TTL; the first sighting is the one that counts{}",
        things, between_points_text(finding.evidence, thing));
  const auto of_them =
      beyond != 0 ? fmt::format("; {} of them on the other side of a hop", beyond) : std::string();
  return fmt::format(
      "{} captured twice within milliseconds, down to IP identification and TTL: a copy that the "
      "capture or the network made, not counted as a {}{}",
      things, replay, of_them);
}

}  // namespace espect::rules
