// SPDX-License-Identifier: GPL-2.0-or-later

// VPN-IDs of packets: the part of EspFlows that knows of them.
#include "ipsec/sessions/esp/esp_flows.h"

namespace espect::sessions {

const ChildSa* EspFlows::child_of(const EspFlow& flow) const {
  if (flow.child_sa != 0) return &children_.all()[flow.child_sa - 1];
  const auto children = children_.with_spi(flow.protocol, flow.spi);
  return children.empty() ? nullptr : children.front();
}

void EspFlows::note_vpn_id(const Datagram& datagram, EspFlow& flow, const VpnIdReading& reading,
                           bool authenticated, SequenceVerdict verdict) {
  constexpr std::size_t most_ids = 4096;
  if (flow.vpn_ids == nullptr) flow.vpn_ids = std::make_unique<VpnIds>();
  if (flow.vpn_ids->size() < most_ids || flow.vpn_ids->contains(reading.id)) {
    auto& counters = (*flow.vpn_ids)[reading.id];
    ++counters.packets;
    if (verdict == SequenceVerdict::left_of_window) ++counters.left_of_window;
  }
  events_.tell(VpnIdSeen{datagram, flow, child_of(flow), reading.id, reading.mode, authenticated});
}

void EspFlows::read_vpn_id_outside(const Datagram& datagram, EspFlow& flow,
                                   SequenceVerdict verdict) {
  if (!flow.reads_vpn_id && datagram.extension_headers.empty()) return;
  if (const auto reading = read_vpn_id(datagram, flow.spi, child_of(flow), profile_)) {
    // AH covers options that do not change on the way, and never the flow label.
    const bool covered = reading->mode == wire::ike::VpnIdMode::spi_bits ||
                         (reading->mode == wire::ike::VpnIdMode::destination_option &&
                          flow.protocol == Protocol::ah);
    note_vpn_id(datagram, flow, *reading, covered, verdict);
  }
}

void EspFlows::read_vpn_id_inside(const Datagram& datagram, EspFlow& flow,
                                  SequenceVerdict verdict) {
  if (!flow.keys->chosen()->vpn_id) return read_vpn_id_outside(datagram, flow, verdict);
  const auto field = flow.keys->vpn_id_field();
  if (field == VpnIdField::none) return events_.tell(VpnIdMissing{datagram, flow});
  note_vpn_id(datagram, flow, {wire::ike::VpnIdMode::header_field, flow.keys->vpn_id()},
              field == VpnIdField::covered, verdict);
}

}  // namespace espect::sessions
