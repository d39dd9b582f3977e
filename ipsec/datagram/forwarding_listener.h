// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/datagram.h"

namespace espect {

// Hands everything on to another listener and answers as that one does. Who stands between two
// overrides what it wants to see or change, and nothing else gets lost.
class ForwardingListener : public DatagramListener {
 public:
  explicit ForwardingListener(DatagramListener& next) : next_(next) {}

  void on(const Datagram& datagram) override { next_.on(datagram); }
  bool expects() const override { return next_.expects(); }
  void expect(std::uint32_t spi, const Address& destination) override {
    next_.expect(spi, destination);
  }
  bool wants_clear() const override { return next_.wants_clear(); }
  std::optional<std::uint8_t> eesp_protocol() const override { return next_.eesp_protocol(); }
  void on_clear(std::uint32_t frame, Time time, Bytes ip_packet) override {
    next_.on_clear(frame, time, ip_packet);
  }

 private:
  DatagramListener& next_;
};

}  // namespace espect
