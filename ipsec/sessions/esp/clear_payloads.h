// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/esp_packet.h"
#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

// Finds out without a key whether the first packets of a flow are encrypted at all (RFC 5879).
class ClearPayloads {
 public:
  static constexpr std::uint8_t most_probes = 16;

  static void on(const EspPacket& packet, TrackedFlow& flow) {
    if (flow.clear_probes < most_probes && packet.protocol == Protocol::esp) probe(packet, flow);
  }

 private:
  static void probe(const EspPacket& packet, TrackedFlow& flow);
};

}  // namespace espect::sessions
