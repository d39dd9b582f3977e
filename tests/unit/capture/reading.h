// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/capture/capture_reader.h"
#include "ipsec/bytes/hex.h"
#include "tests/support/capture_writer.h"
#include "tests/unit/capture/temporary_file.h"

namespace espect::test {

// A Packet that owns its octets.
struct Kept {
  std::uint32_t frame;
  std::int64_t nanoseconds;
  std::uint16_t link_type;
  std::uint32_t wire_octets;
  Octets octets;
  friend bool operator==(const Kept&, const Kept&) = default;
};

inline std::ostream& operator<<(std::ostream& out, const Kept& kept) {
  return out << "frame " << kept.frame << " at " << kept.nanoseconds << " link " << kept.link_type
             << " wire " << kept.wire_octets << " " << to_hex(kept.octets);
}

// All that a capture gives.
struct Reading {
  std::string format;  // empty: open failed, and the reason is in `fault`
  std::vector<Kept> packets;
  std::optional<capture::CaptureError> fault;
  capture::CaptureStatistics statistics;
};

inline Reading read_path(const std::string& path, std::size_t at_once = 1) {
  Reading reading;
  auto reader = capture::CaptureReader::open(path);
  if (!reader) {
    reading.fault = reader.error();
    return reading;
  }
  // The reader must survive a move: it is returned by value.
  capture::CaptureReader moved(std::move(*reader));
  reading.format = moved.format();
  // One by one, or as many at once as are in memory.
  std::vector<capture::Packet> packets(at_once);
  while (const std::size_t count = moved.next(packets))
    for (const auto& packet : std::span(packets).first(count))
      reading.packets.push_back({packet.frame,
                                 packet.time.nanoseconds,
                                 packet.link_type,
                                 packet.wire_octets,
                                 {packet.bytes.begin(), packet.bytes.end()}});
  capture::Packet none;
  CHECK_FALSE(moved.next(none));
  if (moved.fault() != nullptr) reading.fault = *moved.fault();
  reading.statistics = moved.statistics();
  return reading;
}

inline Reading read_octets(Bytes octets) {
  const TemporaryFile file(octets);
  auto reading = read_path(file.path());
  CHECK(read_path(file.path(), 7).packets == reading.packets);
  return reading;
}

// The octets `text` as packet `frame`, captured whole.
inline Kept whole(std::uint32_t frame, std::int64_t nanoseconds, std::uint16_t link_type,
                  std::string_view text) {
  return {frame, nanoseconds, link_type, static_cast<std::uint32_t>(text.size()), octets_of(text)};
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace espect::test
