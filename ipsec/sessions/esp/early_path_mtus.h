// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/esp/esp_packet.h"

namespace espect::sessions {

// Path MTUs that ICMP tells of SAs whose first packet is not whole yet, or is missing.
class EarlyPathMtus {
 public:
  void add(Protocol protocol, const IcmpError& error, std::uint32_t frame) {
    if (waiting_.size() < most)
      waiting_.push_back({protocol, error.spi, error.quoted, error.mtu, frame});
  }
  // To the flow of this packet, which begins.
  void hand_to(EspFlow& flow, const EspPacket& packet) const {
    for (const auto& early : waiting_) {
      if (early.protocol != packet.protocol || early.spi != packet.spi ||
          !(early.quoted.destination == packet.datagram.path.destination))
        continue;
      flow.path_mtu = early.mtu;
      flow.path_mtu_frame = early.frame;
    }
  }

 private:
  static constexpr std::size_t most = 64;
  struct Waiting {
    Protocol protocol;
    std::uint32_t spi;
    Path quoted;
    std::uint32_t mtu;
    std::uint32_t frame;
  };
  std::vector<Waiting> waiting_;
};

}  // namespace espect::sessions
