// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/sessions/table/address_pairs.h"

namespace espect::sessions {

// How often each of two addresses was heard: ESP, AH and IKE. The difference over a flow's packets
// tells whether its receiver was still there.
using Conversations = AddressPairs<std::array<std::uint32_t, 2>>;
using Conversation = Conversations::Pair;

}  // namespace espect::sessions
