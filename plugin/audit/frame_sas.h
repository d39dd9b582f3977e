// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <unordered_map>

#include "ipsec/sessions/sessions.h"

namespace espect::plugin {

// The SAs that a frame has to do with, though it holds no whole packet of them; 0 = none.
struct FrameSa {
  std::uint32_t ike_sa = 0;
  std::uint32_t flow = 0;
  std::uint32_t path_mtu = 0;  // of an ICMP error that says one
};

// Of frames with an IP fragment of a packet that came whole later, and of ICMP errors that quote a
// packet.
class FrameSas {
 public:
  // Before the sessions: `events` must outlive this.
  void subscribe(sessions::Subscriptions& events);

  // All but the last, where the packet itself is shown.
  void note_fragments(std::span<const std::uint32_t> frames, std::uint32_t last, FrameSa sa);

  // Null: nothing is known of this frame.
  const FrameSa* in(std::uint32_t frame) const;

 private:
  std::unordered_map<std::uint32_t, FrameSa> by_frame_;
};

}  // namespace espect::plugin
