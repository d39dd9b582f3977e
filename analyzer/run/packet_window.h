// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/run/time_order.h"

namespace espect::run {

// The packets of a capture in the order of their time stamps, as TimeOrder sees it. Of a file the
// newest are held back until so many came behind them that none can belong in front of them any
// more; of a stream nobody waits, and only what came together is put in order.
class PacketWindow {
 public:
  static constexpr std::size_t most_held = TimeOrder::most_places;
  // Octets of those that are held back: of larger ones fewer are.
  static constexpr std::size_t most_octets = 4UL * 1024 * 1024;

  // `path`: of what is read.
  explicit PacketWindow(const std::string& path);

  // Those that are handed on next, about `wanted` of them; none at the end. Borrowed until the next
  // call.
  std::span<const capture::Packet> next(capture::CaptureReader& reader, std::size_t wanted);
  // Whatever is still held back, where reading ends before the end.
  std::span<const capture::Packet> rest();

  const TimeOrder& order() const { return order_; }

 private:
  void keep_held();
  std::size_t held_back() const;

  bool holds_;
  TimeOrder order_;
  std::vector<capture::Packet> packets_;
  std::size_t begin_ = 0, end_ = 0;   // of those that are held back, in packets_
  std::vector<std::uint8_t> octets_;  // of those that the reader could not keep
};

}  // namespace espect::run
