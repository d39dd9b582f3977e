// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp_flows.h"

#include <algorithm>

namespace espect::sessions {
namespace {

std::uint32_t hash_of(Protocol protocol, std::uint32_t spi, const Address& destination) {
  const auto high = destination.high_word();
  const auto low = destination.low_word();
  return mix((std::uint64_t{spi} << 1 | static_cast<std::uint64_t>(protocol)) ^ high ^
             (low << 7 | low >> 57));
}

}  // namespace

bool EspFlows::on(const Datagram& datagram, Protocol protocol, std::uint32_t spi,
                  std::uint32_t sequence, std::size_t octets) {
  const Address& destination = datagram.path.destination;
  const auto hash = hash_of(protocol, spi, destination);
  EspFlow* flow = flows_.find(hash, [&](const EspFlow& candidate) {
    return candidate.spi == spi && candidate.protocol == protocol &&
           candidate.path.destination == destination;
  });
  if (flow == nullptr) {
    if (flows_.size() >= max_flows_) return false;
    flow = &flows_.add(hash);
    flow->id = flows_.size();
    flow->protocol = protocol;
    flow->spi = spi;
    flow->path = datagram.path;
    flow->first_frame = datagram.frame;
    flow->first_time = datagram.time;
  }
  ++flow->packets;
  flow->octets += octets;
  flow->last_frame = datagram.frame;
  flow->last_time = datagram.time;
  flow->largest_outer = std::max(flow->largest_outer, datagram.ip.packet_octets);
  if (datagram.ip.fragments != 0) ++flow->ip_fragmented;

  const auto number = extend_sequence(sequence, flow->history.highest());
  const auto verdict = flow->history.add(number, flow->window);
  if (verdict != SequenceVerdict::next && verdict != SequenceVerdict::first)
    events_.tell(SequenceOutOfOrder{datagram, *flow, number, verdict, flow->history.distance()});
  return true;
}

}  // namespace espect::sessions
