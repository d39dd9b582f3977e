// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/frame_sas.h"

namespace espect::plugin {

void FrameSas::subscribe(sessions::Subscriptions& events) {
  events.to<sessions::IcmpErrorSeen>([this](const sessions::IcmpErrorSeen& event) {
    if (event.datagram.nesting != 0) return;
    FrameSa sa;
    sa.path_mtu = event.error.mtu;
    if (event.flow != nullptr) sa.flow = event.flow->id;
    if (event.ike_sa != nullptr) sa.ike_sa = event.ike_sa->id;
    // The packet may have been cut on its way: its flow is known when it has come.
    if (sa.flow != 0 || sa.ike_sa != 0 || sa.path_mtu != 0) by_frame_[event.datagram.frame] = sa;
  });
}

void FrameSas::note_fragments(std::span<const std::uint32_t> frames, std::uint32_t last,
                              FrameSa sa) {
  if (sa.flow == 0 && sa.ike_sa == 0) return;
  for (const auto frame : frames)
    if (frame != last) by_frame_[frame] = sa;
}

const FrameSa* FrameSas::in(std::uint32_t frame) const {
  const auto found = by_frame_.find(frame);
  return found != by_frame_.end() ? &found->second : nullptr;
}

}  // namespace espect::plugin
