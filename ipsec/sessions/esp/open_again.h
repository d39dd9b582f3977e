// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/esp/esp_packet.h"

namespace espect::sessions {

// The plaintext of an ESP packet that was opened before as one of `flow`, a flow of the sessions,
// with its number of then: so that nobody has to keep plaintexts. Empty when it does not open.
std::vector<std::uint8_t> open_again(const EspPacket& packet, const EspFlow& flow,
                                     std::uint64_t sequence);

}  // namespace espect::sessions
