// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/peers.h"
#include "ipsec/sessions/esp/conversations.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/recent_packets.h"
#include "ipsec/sessions/table/sa_table.h"

namespace espect::sessions {

// ESP and AH packets by SA, with the history of their sequence numbers. No allocation per packet.
class EspFlows {
 public:
  // `ring` may be null: then nothing is opened.
  EspFlows(const EspListeners& events, std::uint32_t max_flows, const keys::KeyRing* ring,
           const Peers& peers, const registry::ExperimentalProfile* profile = nullptr)
      : events_(events),
        max_flows_(max_flows),
        ring_(ring),
        peers_(peers),
        children_(peers.children()),
        profile_(profile) {}

  // What one packet turned out to be.
  struct Seen {
    const EspFlow* flow = nullptr;  // null: the limit of flows is reached and it is of none of them
    bool authentic = false;
    std::uint64_t sequence = 0;  // of an authentic packet, 64 bits with ESN
    Bytes plaintext;             // of an authentic packet, when it is wanted
  };
  Seen on(const Datagram& datagram, Protocol protocol, std::uint32_t spi, std::uint32_t sequence,
          std::size_t octets, bool plaintext_wanted);

  EspFlow* find(Protocol protocol, std::uint32_t spi, const Path& path);

  // An IKE message was heard from the source of `path`.
  void heard(const Path& path) {
    if (auto* conversation = conversations_.find(path.source, path.destination))
      ++conversation->record[Conversations::side(*conversation, path.source)];
  }

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
  std::optional<std::uint64_t> on_with_keys(const Datagram& datagram, EspFlow& flow,
                                            std::uint32_t sequence, bool plaintext_wanted);
  void judge_size(const Datagram& datagram, const EspFlow& flow) const;
  void judge_authentic(const Datagram& datagram, EspFlow& flow);
  void adopt_key(EspFlow& flow);
  // Another flow of the same SA: with the same key, or where neither has one, of the same peer.
  EspFlow* elsewhere(const EspFlow& flow);
  static void join(EspFlow& flow, EspFlow& first);

  const EspListeners& events_;
  std::uint32_t max_flows_;
  const keys::KeyRing* ring_;
  const Peers& peers_;
  const ChildSas& children_;
  const registry::ExperimentalProfile* profile_;
  Conversations conversations_;
  RecentPackets recent_;
  std::vector<std::uint8_t> plaintext_;
  SaTable<EspFlow> flows_;
};

}  // namespace espect::sessions
