// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/conversations.h"

#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

void Conversations::begin(TrackedFlow& flow) {
  flow.conversation = &pairs_.of(flow.path.source, flow.path.destination);
  flow.own_side =
      static_cast<std::uint8_t>(decltype(pairs_)::side(*flow.conversation, flow.path.source));
}

void Conversations::on(TrackedFlow& flow, std::uint32_t frame) {
  auto& heard = flow.conversation->record;
  ++heard[flow.own_side];
  if (const auto peer = heard[1U - flow.own_side]; peer != flow.peer_heard) {
    flow.peer_heard = peer;
    flow.unheard = 0;
    flow.unheard_from_frame = frame;
  }
  ++flow.unheard;
}

}  // namespace espect::sessions
