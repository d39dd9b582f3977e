// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ipsec/sessions/sessions.h"

namespace espect::sessions {

// What the sessions could not see or open, at the end of the capture; a sentence each.
inline std::string number_of_frame(std::uint32_t frame) {
  return std::to_string(frame);
}

// `frame_text`: what a reader calls a frame.
using FrameText = std::function<std::string(std::uint32_t)>;
std::vector<std::string> coverage_of(const Sessions& sessions, bool keys_given,
                                     const FrameText& frame_text = number_of_frame);

}  // namespace espect::sessions
