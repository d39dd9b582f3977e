// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>

#include "analyzer/capture/packet.h"

namespace espect::run {

// Packets that were captured from several queues, or merged, stand in the file a few places away
// from where they belong: an answer in front of its request. Their time stamps tell the order.
class TimeOrder {
 public:
  // A clock that was set back by more than this says nothing of the order.
  static constexpr double largest_disorder_seconds = 1;

  // So many at most that a packet belongs in front of stand before it.
  static constexpr std::size_t most_places = 64;

  // Puts the packets from `first` on where their time stamps say; those in front of them are in
  // order. Frames keep their numbers.
  void restore(std::span<capture::Packet> packets, std::size_t first = 0);

  // Packets that were put further to the front, and the most seconds by which one came late.
  std::uint64_t moved() const { return moved_; }
  double most_seconds() const { return most_seconds_; }

 private:
  void move_to_its_place(std::span<capture::Packet> packets, std::size_t at);

  std::uint64_t moved_ = 0;
  double most_seconds_ = 0;
};

}  // namespace espect::run
