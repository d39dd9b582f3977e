// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/flow_table.h"

namespace espect::sessions {
namespace {

std::uint32_t spi_hash(const EspPacket& packet) {
  return hash_words(std::uint64_t{packet.session_id} << 32 | packet.spi,
                    static_cast<std::uint64_t>(packet.protocol));
}

}  // namespace

TrackedFlow& FlowTable::begin(const EspPacket& packet) {
  TrackedFlow& flow = flows_.append({});
  flow.id = flows_.size();
  flow.protocol = packet.protocol;
  flow.spi = packet.spi;
  flow.session_id = packet.session_id;
  flow.path = packet.datagram.path;
  flow.first_frame = packet.datagram.frame;
  flow.first_time = packet.datagram.time;
  return flow;
}

TrackedFlow& FlowTable::add(const EspPacket& packet) {
  TrackedFlow& flow = begin(packet);
  flows_.index(place_hash(packet.protocol, packet.spi, packet.datagram.path, packet.session_id),
               flow.id - 1);
  const auto hash = spi_hash(packet);
  flow.first_of_spi = flows_.find(hash, [&](const TrackedFlow& candidate) {
    return candidate.spi == packet.spi && candidate.protocol == packet.protocol &&
           candidate.session_id == packet.session_id && candidate.first_of_spi == &candidate;
  });
  if (flow.first_of_spi == nullptr) {
    flow.first_of_spi = &flow;
    flows_.index(hash, flow.id - 1);
  } else {
    flow.older_of_spi = std::exchange(flow.first_of_spi->newest_of_spi, &flow);
  }
  return flow;
}

TrackedFlow& FlowTable::add_keyed_anew(TrackedFlow& before, const EspPacket& packet) {
  TrackedFlow& flow = begin(packet);  // found through the first flow of its place
  flow.keyed_before = before.id;
  flow.first_of_place = before.first_of_place != nullptr ? before.first_of_place : &before;
  flow.older_at_place = std::exchange(flow.first_of_place->newest_at_place, &flow);
  flow.conversation = before.conversation;
  flow.own_side = before.own_side;
  flow.peer_heard = before.peer_heard;
  flow.reads_vpn_id = before.reads_vpn_id;
  flow.keys = before.keys;
  flow.first_of_spi = before.first_of_spi;
  flow.older_of_spi = std::exchange(flow.first_of_spi->newest_of_spi, &flow);
  return flow;
}

TrackedFlow* FlowTable::at_same_place(TrackedFlow& flow, const SaKeyCandidate& key) {
  TrackedFlow* first = flow.first_of_place != nullptr ? flow.first_of_place : &flow;
  if (first->key == &key) return first;
  // At most one for each candidate.
  for (auto* at = first->newest_at_place; at != nullptr; at = at->older_at_place)
    if (at->key == &key) return at;
  return nullptr;
}

void FlowTable::set_current(TrackedFlow& flow) {
  if (flow.first_of_place != nullptr)
    flow.first_of_place->current = &flow;
  else
    flow.current = nullptr;
}

void FlowTable::set_keyed(TrackedFlow& flow) {
  flow.older_keyed = std::exchange(flow.first_of_spi->newest_keyed, &flow);
}

}  // namespace espect::sessions
