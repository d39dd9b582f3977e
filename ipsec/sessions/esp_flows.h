// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/sa_table.h"
#include "ipsec/sessions/subscriptions.h"

namespace espect::sessions {

// ESP and AH packets by SA, with the history of their sequence numbers. No allocation per packet.
class EspFlows {
 public:
  EspFlows(const Subscriptions& events, std::uint32_t max_flows)
      : events_(events), max_flows_(max_flows) {}

  // False when the limit of flows is reached and this packet belongs to none that is tracked.
  bool on(const Datagram& datagram, Protocol protocol, std::uint32_t spi, std::uint32_t sequence,
          std::size_t octets);

  const SaTable<EspFlow>& flows() const { return flows_; }

 private:
  const Subscriptions& events_;
  std::uint32_t max_flows_;
  SaTable<EspFlow> flows_;
};

}  // namespace espect::sessions
