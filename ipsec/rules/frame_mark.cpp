// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/frame_mark.h"

namespace espect::rules {

std::string to_text(const FrameMark& mark) {
  return fmt::format(fmt::runtime(mark.format), mark.numbers[0], mark.numbers[1], mark.words);
}

}  // namespace espect::rules
