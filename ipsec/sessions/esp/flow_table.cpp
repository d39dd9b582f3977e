// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/flow_table.h"

#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {
namespace {

std::uint64_t number_of(Protocol protocol, std::uint32_t spi) {
  return std::uint64_t{spi} << 1 | static_cast<std::uint64_t>(protocol);
}

std::uint32_t place_hash(Protocol protocol, std::uint32_t spi, const Path& path) {
  const auto& to = path.destination;
  const auto number = number_of(protocol, spi);
  return to.multicast() ? hash_addresses(path.source, to, number)
                        : hash_words(number, to.high_word(), to.low_word());
}

std::uint32_t spi_hash(Protocol protocol, std::uint32_t spi) {
  return hash_words(number_of(protocol, spi));
}

}  // namespace

TrackedFlow* FlowTable::find(Protocol protocol, std::uint32_t spi, const Path& path) {
  const bool by_source = path.destination.multicast();
  auto* found = flows_.find(place_hash(protocol, spi, path), [&](const EspFlow& candidate) {
    return candidate.spi == spi && candidate.protocol == protocol &&
           candidate.path.destination == path.destination &&
           (!by_source || candidate.path.source == path.source);
  });
  return found != nullptr && found->current != nullptr ? found->current : found;
}

TrackedFlow& FlowTable::begin(const EspPacket& packet) {
  TrackedFlow& flow = flows_.append({});
  flow.id = flows_.size();
  flow.protocol = packet.protocol;
  flow.spi = packet.spi;
  flow.path = packet.datagram.path;
  flow.first_frame = packet.datagram.frame;
  flow.first_time = packet.datagram.time;
  return flow;
}

TrackedFlow& FlowTable::add(const EspPacket& packet) {
  TrackedFlow& flow = begin(packet);
  flows_.index(place_hash(packet.protocol, packet.spi, packet.datagram.path), flow.id - 1);
  const auto hash = spi_hash(packet.protocol, packet.spi);
  flow.first_of_spi = flows_.find(hash, [&](const TrackedFlow& candidate) {
    return candidate.spi == packet.spi && candidate.protocol == packet.protocol &&
           candidate.first_of_spi == &candidate;
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
