// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/clear_payloads.h"

#include "ipsec/sessions/esp/legibility.h"

namespace espect::sessions {
namespace {

constexpr std::size_t esp_octets = 8;
constexpr std::uint8_t least_signs = 2;
// NULL with the integrity algorithms of RFC 8221, and AES-GMAC (RFC 4543).
constexpr ClearPayload usual[] = {{0, 12}, {0, 16}, {0, 24}, {0, 32}, {0, 0}, {8, 16}};

}  // namespace

void ClearPayloads::probe(const EspPacket& packet, TrackedFlow& flow) {
  if (packet.datagram.cut_octets != 0) return;
  ++flow.clear_probes;
  const Bytes octets = packet.octets;
  for (const auto& place : usual) {
    const std::size_t around = esp_octets + place.iv_octets + place.icv_octets;
    if (octets.size() < around) continue;
    const Bytes payload = octets.subspan(esp_octets + place.iv_octets, octets.size() - around);
    if (legible_bits(payload) < proof_repeated) continue;
    const bool same = place.iv_octets == flow.clear_sign.iv_octets &&
                      place.icv_octets == flow.clear_sign.icv_octets;
    flow.clear_signs = same ? static_cast<std::uint8_t>(flow.clear_signs + 1) : std::uint8_t{1};
    flow.clear_sign = place;
    if (flow.clear_signs >= least_signs) {
      flow.in_clear = place;
      flow.clear_probes = most_probes;
    }
    return;
  }
}

}  // namespace espect::sessions
