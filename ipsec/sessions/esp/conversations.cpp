// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/conversations.h"

#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

void Conversations::begin(TrackedFlow& flow) {
  flow.conversation = &pairs_.of(flow.path.source, flow.path.destination);
  flow.own_side =
      static_cast<std::uint8_t>(decltype(pairs_)::side(*flow.conversation, flow.path.source));
}

}  // namespace espect::sessions
