// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/fault.h"

#include <fmt/format.h>

namespace espect {
namespace {

const char* phrase(Problem problem) {
  switch (problem) {
    case Problem::none:
      return "is fine";
    case Problem::truncated:
      return "is cut off";
    case Problem::length_too_small:
      return "is too small for what it must cover";
    case Problem::length_past_end:
      return "reaches past the end";
    case Problem::trailing_bytes:
      return "is followed by octets that belong to nothing";
    case Problem::bad_count:
      return "does not agree with what is there";
  }
  return "is wrong";
}

}  // namespace

std::string to_text(const Fault& fault) {
  return fmt::format("{} {}, at offset {}", fault.field != nullptr ? fault.field : "the structure",
                     phrase(fault.problem), fault.offset);
}

}  // namespace espect
