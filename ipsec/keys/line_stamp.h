// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <string_view>

namespace espect::keys {

// How many octets a time stamp has that a log puts before a line ("2026-11-29T10:00:00+01:00 ",
// "[10:00:00.123] ", "Nov 29 10:00:00 "), with one blank behind it; 0 = there is none.
std::size_t stamp_octets(std::string_view line);

// Without the stamp, and behind one of syslog without "HOST NAME[PID]: "; as it is where there is
// no stamp.
std::string_view without_stamp(std::string_view line);

}  // namespace espect::keys
