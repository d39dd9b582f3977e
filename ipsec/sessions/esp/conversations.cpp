// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/conversations.h"

#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

void Conversations::begin(TrackedFlow& flow) {
  flow.conversation = &pairs_.of(flow.path.source, flow.path.destination);
  flow.own_side =
      static_cast<std::uint8_t>(decltype(pairs_)::side(*flow.conversation, flow.path.source));
}

void Conversations::keep_frame(TrackedFlow& flow, std::uint32_t frame) {
  if (flow.frames_kept.size() < EspFlow::max_frames_kept) flow.frames_kept.push_back(frame);
}

}  // namespace espect::sessions
