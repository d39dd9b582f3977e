// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "analyzer/capture/byte_source.h"
#include "analyzer/capture/capture_error.h"
#include "analyzer/capture/capture_statistics.h"
#include "analyzer/capture/packet.h"

namespace espect::capture {

// How far the walk over a capture's records has come, and what stopped it.
struct Walk {
  std::string path;
  CaptureStatistics statistics;
  std::optional<CaptureError> fault;
  bool ended = false;
  // Hears the type and the octets of each Decryption Secrets Block; empty: they are stepped over.
  std::function<void(std::uint32_t, Bytes)> secrets = nullptr;

  // Counts a packet whose other members are set.
  void deliver(Packet& packet) {
    packet.frame = static_cast<std::uint32_t>(++statistics.packets);
    if (packet.wire_octets > packet.bytes.size())
      ++statistics.snaplen_cut_packets;
    else
      packet.wire_octets = static_cast<std::uint32_t>(packet.bytes.size());
  }

  void forget_fault() { fault.reset(), ended = false; }
  // Both end the walk and are false, so that a reader can return them.
  bool fail(std::uint64_t offset, std::string reason);
  // The stream had `there` octets at `offset` where `what` wants more: a clean end if there are
  // none and the stream did not fail.
  bool stop_short(const ByteSource& source, const char* what, std::uint64_t offset,
                  std::uint64_t wants, std::uint64_t there);
};

}  // namespace espect::capture
