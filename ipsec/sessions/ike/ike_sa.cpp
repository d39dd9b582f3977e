// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sa.h"

#include <algorithm>

namespace espect::sessions {

bool IkeSa::initiator_said(std::uint16_t notify) const {
  return std::ranges::count(notifies_i, notify) > 0;
}
bool IkeSa::responder_said(std::uint16_t notify) const {
  return std::ranges::count(notifies_r, notify) > 0;
}

}  // namespace espect::sessions
