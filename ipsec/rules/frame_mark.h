// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace espect::rules {

struct Finding;

// A format of up to two numbers {0}, {1} and words {2}, checked when it is compiled.
using MarkFormat =
    fmt::format_string<const std::uint64_t&, const std::uint64_t&, const std::string&>;

// What one frame has to do with a finding, kept without its text: there may be one per packet.
struct FrameMark {
  const Finding* finding = nullptr;
  std::uint32_t frame = 0;
  std::uint32_t last_frame = 0;  // of a flow: all its packets up to here
  std::uint32_t flow = 0;        // id of an ESP or AH flow; 0: the frame alone
  std::string_view format;
  std::array<std::uint64_t, 2> numbers{};
  std::string words;
};
std::string to_text(const FrameMark& mark);

// For who shows findings on frames. Nothing is kept where nobody does.
using FrameMarks = std::vector<FrameMark>;

}  // namespace espect::rules
