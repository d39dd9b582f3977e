// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/authenticator.h"
#include "ipsec/sessions/esp/clear_payloads.h"
#include "ipsec/sessions/esp/delete_grace.h"
#include "ipsec/sessions/esp/early_path_mtus.h"
#include "ipsec/sessions/esp/explicit_ivs.h"
#include "ipsec/sessions/esp/icv_failures.h"
#include "ipsec/sessions/esp/packet_counts.h"
#include "ipsec/sessions/esp/path_mtus.h"
#include "ipsec/sessions/esp/sequence_order.h"
#include "ipsec/sessions/esp/sub_sas.h"
#include "ipsec/sessions/esp/vpn_id_readings.h"

namespace espect::sessions {

// ESP and AH packets by SA: finds the flow of each, then asks one judge after the other. No
// allocation per packet.
class EspFlows {
 public:
  // `ring` may be null: then nothing is opened.
  EspFlows(const EspListeners& events, std::uint32_t max_flows, const keys::KeyRing* ring,
           const Peers& peers, const registry::ExperimentalProfile* profile = nullptr);

  // What one packet turned out to be.
  struct Seen {
    const EspFlow* flow = nullptr;  // null: the limit of flows is reached and it is of none of them
    const ChildSa* child = nullptr;
    bool authentic = false;
    bool opened = false;           // authentic, or decrypted; and what came out may be a packet
    bool second_sighting = false;  // seen before on the other side of a hop: judged there
    std::uint64_t sequence = 0;    // of an authentic packet, 64 bits with ESN
    Bytes plaintext;               // of an authentic packet, when it is wanted
  };
  Seen on(const EspPacket& packet, bool plaintext_wanted);

  // An ESP packet that will probably come soon.
  void expect(std::uint32_t spi, const Address& destination) { table_.expect(spi, destination); }

  // As of Authenticator: other threads open packets before on() is called with them.
  Authenticator& authenticator() { return authenticator_; }
  const Authenticator& authenticator() const { return authenticator_; }

  const EspFlow* find(Protocol protocol, std::uint32_t spi, const Path& path) {
    return table_.find(protocol, spi, path);
  }
  PathMtus& path_mtus() { return path_mtus_; }
  const PathMtus& path_mtus() const { return path_mtus_; }
  // An ICMP error says so of a packet on this path; gives its flow, null when there is none.
  const EspFlow* path_mtu(Protocol protocol, const IcmpError& error, std::uint32_t frame);
  const ChildSa* child_of(const EspFlow& flow) const;

  bool opens() const { return ring_ != nullptr; }  // what there are keys for

  // An IKE message was heard from the source of `path`.
  void heard(const Path& path) { conversations_.heard(path); }

  // At the end: what can be said only now.
  void finish(Time capture_end);

  const FlowTable& flows() const { return table_; }
  void restore(std::vector<RecordedFlow> flows);
  // The records out of here: nothing is heard afterwards.
  std::vector<RecordedFlow> take_records();

 private:
  TrackedFlow& begin(const EspPacket& packet);
  Seen judge(const EspPacket& packet, TrackedFlow& flow, bool plaintext_wanted);
  Seen judge_by_icv(const EspPacket& packet, TrackedFlow* flow, bool plaintext_wanted);
  Seen second_sighting(const EspPacket& packet, TrackedFlow& flow, std::uint8_t hops);
  Seen on_eesp(const EspPacket& packet, TrackedFlow& flow, bool plaintext_wanted);
  void look_up_child(TrackedFlow& flow) const;
  void on_unverified(const EspPacket& packet, TrackedFlow& flow, IcvVerdict verdict);
  void on_number(const EspPacket& packet, TrackedFlow& flow);
  void on_decrypted(const EspPacket& packet, TrackedFlow& flow, const ContentKey& key);
  bool on_verified(const EspPacket& packet, const Authenticated& said);
  void adopt_key(TrackedFlow& flow, SaKeyCandidate& key);
  // Another flow of the same SA: with the same key, or where neither has one, of the same peer.
  TrackedFlow* elsewhere(const TrackedFlow& flow) const;

  const EspListeners& events_;
  std::uint32_t max_flows_;
  const keys::KeyRing* ring_;
  const Peers& peers_;
  const ChildSas& children_;
  const registry::ExperimentalProfile* profile_;
  SaOpeners openers_;
  FlowTable table_;
  Conversations conversations_;
  Authenticator authenticator_;
  PacketCounts counts_;
  PathMtus path_mtus_;
  SequenceOrder order_;
  IcvFailures failures_;
  VpnIdReadings vpn_ids_;
  ClearPayloads clear_;
  ExplicitIvs ivs_;
  DeleteGrace grace_;
  SubSas sub_sas_;
  EarlyPathMtus early_path_mtus_;
  std::vector<std::uint8_t> plaintext_;
};

}  // namespace espect::sessions
