// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sa.h"

#include <algorithm>

namespace espect::sessions {

void IkeSa::see(IkeSaSeen seen) {
  const auto standing = next({state, state_certainty}, seen);
  state = standing.state;
  state_certainty = standing.certainty;
}

// A side whose port is translated, or that keeps a translation alive, does not fake its hash.
std::optional<NatPlace> IkeSa::nat_place(bool of_initiator) const {
  const auto place = nat.place(of_initiator);
  if (place != NatPlace::behind_or_forced) return place;
  const auto port = (of_initiator ? initiator : responder).port;
  const bool translated = port != 500 && port != 4500;
  return translated || nat_keepalives[of_initiator ? 0 : 1] != 0 ? NatPlace::behind : *place;
}

bool IkeSa::initiator_said(std::uint16_t notify) const {
  return std::ranges::count(notifies_i, notify) > 0;
}
bool IkeSa::responder_said(std::uint16_t notify) const {
  return std::ranges::count(notifies_r, notify) > 0;
}

}  // namespace espect::sessions
