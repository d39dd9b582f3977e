// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>

namespace espect::capture {

enum class CaptureProblem : std::uint8_t {
  unreadable,     // the system does not give its octets
  not_a_capture,  // something else, or empty
  damaged,        // cut short or broken
};

// Why a capture could not be opened, or where reading it had to stop. `offset` counts octets in
// the decompressed file and is the start of the record at fault.
struct CaptureError {
  std::string path;
  std::uint64_t offset = 0;
  std::string reason;
  CaptureProblem problem = CaptureProblem::damaged;
};

// "a.pcap, offset 1024: record cut short: wants 134 octets, 20 are there".
std::string to_text(const CaptureError& error);

}  // namespace espect::capture
