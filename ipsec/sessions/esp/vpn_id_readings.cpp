// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/vpn_id_readings.h"

namespace espect::sessions {
namespace {

constexpr std::size_t most_ids = 4096;

}  // namespace

void VpnIdReadings::note(const Datagram& datagram, TrackedFlow& flow, const VpnIdReading& reading,
                         bool authenticated, SequenceVerdict verdict) const {
  if (flow.vpn_ids == nullptr) flow.vpn_ids = std::make_unique<VpnIds>();
  if (flow.vpn_ids->size() < most_ids || flow.vpn_ids->contains(reading.id)) {
    auto& counters = (*flow.vpn_ids)[reading.id];
    ++counters.packets;
    if (verdict == SequenceVerdict::left_of_window) ++counters.left_of_window;
  }
  events_.tell(VpnIdSeen{datagram, flow, flow.child, reading.id, reading.mode, authenticated});
}

void VpnIdReadings::read_outside(const Datagram& datagram, TrackedFlow& flow,
                                 SequenceVerdict verdict) const {
  if (const auto reading = read_vpn_id(datagram, flow.spi, flow.child, profile_)) {
    // AH covers options that do not change on the way, and never the flow label.
    const bool covered = reading->mode == wire::ike::VpnIdMode::spi_bits ||
                         (reading->mode == wire::ike::VpnIdMode::destination_option &&
                          flow.protocol == Protocol::ah);
    note(datagram, flow, *reading, covered, verdict);
  }
}

void VpnIdReadings::on_verified(const Datagram& datagram, TrackedFlow& flow,
                                const VerifiedPacket& packet, SequenceVerdict verdict) const {
  if (!flow.key->vpn_id) return on(datagram, flow, verdict);
  if (packet.vpn_id_field == VpnIdField::none)
    return events_.tell(VpnIdMissing{datagram, flow, flow.child});
  note(datagram, flow, {wire::ike::VpnIdMode::header_field, packet.vpn_id},
       packet.vpn_id_field == VpnIdField::covered, verdict);
}

}  // namespace espect::sessions
