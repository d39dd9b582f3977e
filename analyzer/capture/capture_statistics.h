// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

namespace espect::capture {

struct CaptureStatistics {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;                // octets of the decompressed file read so far
  std::uint64_t snaplen_cut_packets = 0;  // captured shorter than they were on the wire
  // What interfaces say they dropped (isb_ifdrop): the last word of each, added up.
  std::optional<std::uint64_t> interface_drops;
  bool truncated = false;  // the file ends inside a record
};

}  // namespace espect::capture
