// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <utility>

#include "ipsec/sessions/esp/esp_packet.h"
#include "ipsec/sessions/esp/tracked_flow.h"
#include "ipsec/sessions/table/sa_table.h"
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

// The flows of a capture, found by (protocol, destination, SPI) and, when the destination is
// multicast, by the source as well: several senders to one group count for themselves (RFC 4301
// section 4.1).
class FlowTable {
 public:
  // So many flows that share an SPI are looked at when another one may be the same SA.
  static constexpr unsigned most_alike = 32;

  // The one that has this place now; null when there is none.
  TrackedFlow* find(Protocol protocol, std::uint32_t spi, const Path& path,
                    std::uint16_t session_id = 0) {
    const bool by_source = path.destination.multicast();
    auto* found =
        flows_.find(place_hash(protocol, spi, path, session_id), [&](const EspFlow& candidate) {
          return candidate.spi == spi && candidate.protocol == protocol &&
                 candidate.session_id == session_id &&
                 candidate.path.destination == path.destination &&
                 (!by_source || candidate.path.source == path.source);
        });
    return found != nullptr && found->current != nullptr ? found->current : found;
  }
  // Fewer of them stay in the caches, and then fetching ahead only costs.
  bool expects() const { return flows_.size() >= 256; }
  // Begins to fetch the flow of a packet that comes in a while, and goes on with those of earlier
  // calls: where it is in the index, then itself, then its conversation. Waiting for memory is most
  // of what a packet of one of many SAs costs.
  void expect(std::uint32_t spi, const Address& destination) {
    const auto hash = place_hash(Protocol::esp, spi, destination);
    flows_.prefetch(hash);
    const std::uint32_t now = expectations_++;
    auto& indexed = expected_[(now + 4) % expected_.size()];
    indexed.flow = flows_.probable(indexed.hash);
    if (indexed.flow != nullptr) prefetch(&indexed.flow->spi, &indexed.flow->receiver);
    const auto* fetched = expected_[(now + 2) % expected_.size()].flow;
    if (fetched != nullptr) __builtin_prefetch(&fetched->conversation->record, 1);
    expected_[now % expected_.size()] = {hash, nullptr};
  }
  TrackedFlow& add(const EspPacket& packet);
  // A flow at the place of `before`, under another key.
  TrackedFlow& add_keyed_anew(TrackedFlow& before, const EspPacket& packet);
  void reserve(std::uint32_t flows) { flows_.reserve(flows); }
  // One that no packet finds, for reports; where the SA of one was first seen, by numbers.
  void restore(EspFlow flow) { static_cast<EspFlow&>(flows_.append({})) = std::move(flow); }
  void set_first(std::uint32_t flow, std::uint32_t first) { flows_[flow].first = &flows_[first]; }
  // The flow at the place of `flow` that has this key; null when there is none.
  static TrackedFlow* at_same_place(TrackedFlow& flow, const SaKeyCandidate& key);
  static void set_current(TrackedFlow& flow);  // has its place from now on
  static void set_keyed(TrackedFlow& flow);    // its key is known now

  // The oldest of the other flows with its SPI for which `same(flow)` holds: looks at those whose
  // key is known, the first and the newest, at most_alike of each.
  template <class Same>
  TrackedFlow* other(const TrackedFlow& flow, const Same& same) const {
    const TrackedFlow* first = flow.first_of_spi;
    TrackedFlow* oldest = nullptr;
    const auto take = [&](TrackedFlow* candidate) {
      if (candidate != &flow && (oldest == nullptr || candidate->id < oldest->id) &&
          same(*candidate))
        oldest = candidate;
    };
    take(flow.first_of_spi);
    unsigned looked_at = 0;
    for (auto* at = first->newest_keyed; at != nullptr && looked_at < most_alike; ++looked_at) {
      take(at);
      at = at->older_keyed;
    }
    looked_at = 0;
    for (auto* at = first->newest_of_spi; at != nullptr && looked_at < most_alike; ++looked_at) {
      take(at);
      at = at->older_of_spi;
    }
    return oldest;
  }

  std::uint32_t size() const { return flows_.size(); }
  const EspFlow& operator[](std::uint32_t number) const { return flows_[number]; }
  template <class Use>
  void for_each(Use&& use) const {
    flows_.for_each([&](const TrackedFlow& flow) { use(static_cast<const EspFlow&>(flow)); });
  }
  template <class Use>
  void for_each_track(Use&& use) {
    flows_.for_each(use);
  }

 private:
  static std::uint32_t place_hash(Protocol protocol, std::uint32_t spi, const Path& path,
                                  std::uint16_t session_id = 0) {
    if (!path.destination.multicast())
      return place_hash(protocol, spi, path.destination, session_id);
    return hash_addresses(path.source, path.destination, number_of(protocol, spi, session_id));
  }
  static std::uint32_t place_hash(Protocol protocol, std::uint32_t spi, const Address& to,
                                  std::uint16_t session_id = 0) {
    return hash_words(number_of(protocol, spi, session_id), to.high_word(), to.low_word());
  }
  static std::uint64_t number_of(Protocol protocol, std::uint32_t spi, std::uint16_t session_id) {
    return std::uint64_t{session_id} << 48 | std::uint64_t{spi} << 2 |
           static_cast<std::uint64_t>(protocol);
  }
  TrackedFlow& begin(const EspPacket& packet);
  static void prefetch(const void* first, const void* end) {
    constexpr std::size_t line_octets = 64;
    for (const auto* at = static_cast<const char*>(first); at < end; at += line_octets)
      __builtin_prefetch(at, 1);
  }

  SaTable<TrackedFlow> flows_;
  struct Expected {
    std::uint32_t hash = 0;  // of its place
    const TrackedFlow* flow = nullptr;
  };
  std::array<Expected, 8> expected_{};  // a ring
  std::uint32_t expectations_ = 0;
};

}  // namespace espect::sessions
