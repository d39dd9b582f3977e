// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/datagram/names.h"
#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/ike/ike_sa.h"

// Words for states and kinds, the same in reports and in Wireshark. Zero-terminated.
namespace espect::sessions {

std::string_view to_text(IkeSaState state);          // "half-open"
std::string_view to_text(StateCertainty certainty);  // "observed"
std::string_view to_text(ChildSaState state);        // "active"
std::string_view to_text(ChildSaMode mode);          // "tunnel"
std::string_view to_text(AuthVerdict verdict);       // "verified"

}  // namespace espect::sessions
