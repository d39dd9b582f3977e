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

// "main mode message 3", "quick mode"; of a first message, or of place 0, the exchange alone.
std::string ikev1_exchange_name(std::uint8_t type, std::uint8_t place);
// Of either version: "IKE_AUTH", "main mode message 5".
std::string exchange_name(const Exchange& exchange);
// "main", "aggressive", "base"; empty when it is not known.
std::string_view to_text(Ikev1Mode mode);

}  // namespace espect::sessions
