// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

// Looks at the IVs of authentic packets under counter-mode ciphers. Tells IvReused.
class ExplicitIvs {
 public:
  explicit ExplicitIvs(const EspListeners& events) : events_(events) {}

  static void begin(TrackedFlow& flow) {
    if (flow.key->counter_mode()) flow.ivs = std::make_unique<IvHistory>();
  }
  // Before the packet is opened, which takes as long as memory does.
  static void expect(const EspPacket& packet, const TrackedFlow& flow) {
    constexpr std::size_t iv_at = 8;
    if (flow.ivs != nullptr && packet.octets.size() >= iv_at + 8)
      flow.ivs->expect(load_be<std::uint64_t>(packet.octets.data() + iv_at));
  }
  void on_verified(const EspPacket& packet, TrackedFlow& flow,
                   const VerifiedPacket& verified) const {
    IvHistory* ivs = flow.sa_track().ivs.get();
    const std::size_t iv_at = verified.iv_at;
    const Bytes octets = packet.octets;
    if (ivs == nullptr || octets.size() < iv_at + 16) return;
    const auto iv = load_be<std::uint64_t>(octets.data() + iv_at);
    const auto tail = load_be<std::uint64_t>(octets.data() + octets.size() - 8);
    if (ivs->reused(iv, tail)) events_.tell(IvReused{packet.datagram, flow, flow.child, iv});
  }

 private:
  const EspListeners& events_;
};

}  // namespace espect::sessions
