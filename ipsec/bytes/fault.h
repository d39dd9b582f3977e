// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>

namespace espect {

enum class Problem : std::uint8_t {
  none,
  truncated,         // the field wants more octets than are left
  length_too_small,  // a length is smaller than what it must cover
  length_past_end,   // a length reaches past the structure that holds it
  trailing_bytes,    // octets are left after the last field
  bad_count,         // a count does not agree with what is there
};

// What went wrong first, and where: `offset` counts octets from the start of the outermost
// structure being read, `field` is the name in its description (static storage).
struct Fault {
  Problem problem = Problem::none;
  std::uint32_t offset = 0;
  const char* field = nullptr;
};

// One phrase for people: "length of proposal reaches past the end, at offset 44".
std::string to_text(const Fault& fault);

}  // namespace espect
