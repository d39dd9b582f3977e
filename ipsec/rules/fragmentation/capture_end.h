// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/rules/finding.h"

// What the beginning or the end of a capture may have cut off is missing there, not on the path.
namespace espect::rules {

// Fragments of a packet or message come together. Where the capture ends so soon behind those that
// came at `time`, the others may be behind its end: an info then, that says so.
inline constexpr double fragments_apart_seconds = 0.1;
inline void judge_at_capture_end(Finding& finding, Time time, Time capture_end) {
  if (seconds_between(time, capture_end) >= fragments_apart_seconds) return;
  finding.judge(Severity::info);
  finding.evidence.set("edge", std::string("the capture ends there"));
}

// The same of fragments that came until `time`, all of them without the first one.
inline void judge_at_capture_begin(Finding& finding, Time capture_begin, Time time) {
  if (seconds_between(capture_begin, time) >= fragments_apart_seconds) return;
  finding.judge(Severity::info);
  finding.evidence.set("edge", std::string("the capture begins there"));
}

// The end of a sentence; empty when the capture went on.
inline std::string capture_end_text(const Evidence& evidence) {
  const auto edge = evidence.text("edge");
  return edge.empty() ? std::string() : "; " + std::string(edge);
}

}  // namespace espect::rules
