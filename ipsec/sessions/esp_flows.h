// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/inner_packets.h"
#include "ipsec/sessions/sa_table.h"
#include "ipsec/sessions/subscriptions.h"

namespace espect::sessions {

// ESP and AH packets by SA, with the history of their sequence numbers. No allocation per packet.
class EspFlows {
 public:
  // `ring` may be null: then nothing is opened.
  EspFlows(const Subscriptions& events, std::uint32_t max_flows, const keys::KeyRing* ring,
           const ChildSas& children)
      : events_(events), max_flows_(max_flows), ring_(ring), children_(children), inner_(events) {}

  // False when the limit of flows is reached and this packet belongs to none that is tracked.
  bool on(const Datagram& datagram, Protocol protocol, std::uint32_t spi, std::uint32_t sequence,
          std::size_t octets);

  // At the end: flows without keys are told their Child SA by SPI and address.
  void finish();

  const SaTable<EspFlow>& flows() const { return flows_; }

 private:
  void count_sequence(const Datagram& datagram, EspFlow& flow, std::uint64_t number);
  void on_with_keys(const Datagram& datagram, EspFlow& flow, std::uint32_t sequence);
  void adopt_key(EspFlow& flow);

  const Subscriptions& events_;
  std::uint32_t max_flows_;
  const keys::KeyRing* ring_;
  const ChildSas& children_;
  InnerPackets inner_;
  std::vector<std::uint8_t> plaintext_;
  SaTable<EspFlow> flows_;
};

}  // namespace espect::sessions
