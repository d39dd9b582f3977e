// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>

#include "ipsec/sessions/conversations.h"
#include "ipsec/sessions/inner_packets.h"
#include "ipsec/sessions/recent_packets.h"
#include "ipsec/sessions/sa_table.h"
#include "ipsec/sessions/subscriptions.h"

namespace espect::sessions {

// ESP and AH packets by SA, with the history of their sequence numbers. No allocation per packet.
class EspFlows {
 public:
  // `ring` may be null: then nothing is opened.
  EspFlows(const Subscriptions& events, std::uint32_t max_flows, const keys::KeyRing* ring,
           const ChildSas& children, Echoes& echoes)
      : events_(events),
        max_flows_(max_flows),
        ring_(ring),
        children_(children),
        inner_(events, echoes) {}

  // False when the limit of flows is reached and this packet belongs to none that is tracked.
  bool on(const Datagram& datagram, Protocol protocol, std::uint32_t spi, std::uint32_t sequence,
          std::size_t octets);

  EspFlow* find(Protocol protocol, std::uint32_t spi, const Path& path);

  // Whether every IKE SA between the two addresses of a path is decrypted from its start, so that
  // every SPI between them is known.
  using NegotiationsKnown = std::function<bool(const Path&)>;
  void ask_for_negotiations(NegotiationsKnown known) { all_negotiations_known_ = std::move(known); }
  // Whether two addresses were heard as those of one peer of one IKE SA.
  using SamePeer = std::function<bool(const Address&, const Address&)>;
  void ask_for_peers(SamePeer same) { same_peer_ = std::move(same); }
  // An IKE message was heard from the source of `path`.
  void heard(const Path& path) {
    if (auto* conversation = conversations_.find(path))
      ++conversation->heard[Conversations::side(*conversation, path)];
  }

  // From its time on, packets to the egress are held against it.
  void announced(const PathMtuAnnouncement& announcement);

  // At the end: flows without keys are told their Child SA by SPI and address.
  void finish();

  const SaTable<EspFlow>& flows() const { return flows_; }

 private:
  EspFlow& add(std::uint32_t hash, const Datagram& datagram, Protocol protocol, std::uint32_t spi);
  SequenceVerdict count_sequence(const Datagram& datagram, EspFlow& flow, std::uint64_t number,
                                 bool authentic);
  const ChildSa* child_of(const EspFlow& flow) const;
  void note_vpn_id(const Datagram& datagram, EspFlow& flow, const VpnIdReading& reading,
                   bool authenticated, SequenceVerdict verdict);
  void read_vpn_id_outside(const Datagram& datagram, EspFlow& flow, SequenceVerdict verdict);
  void read_vpn_id_inside(const Datagram& datagram, EspFlow& flow, SequenceVerdict verdict);
  void on_with_keys(const Datagram& datagram, EspFlow& flow, std::uint32_t sequence);
  void judge_size(const Datagram& datagram, const EspFlow& flow) const;
  void judge_authentic(const Datagram& datagram, EspFlow& flow);
  void adopt_key(EspFlow& flow);
  // Another flow of the same SA: with the same key, or where neither has one, of the same peer.
  EspFlow* elsewhere(const EspFlow& flow);
  static void join(EspFlow& flow, EspFlow& first);

  const Subscriptions& events_;
  std::uint32_t max_flows_;
  const keys::KeyRing* ring_;
  const ChildSas& children_;
  InnerPackets inner_;
  NegotiationsKnown all_negotiations_known_;
  SamePeer same_peer_;
  Conversations conversations_;
  RecentPackets recent_;
  std::vector<PathMtuAnnouncement> announcements_;  // the newest of each SA
  std::vector<std::uint8_t> plaintext_;
  SaTable<EspFlow> flows_;
};

}  // namespace espect::sessions
