// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <deque>
#include <vector>

#include "ipsec/sessions/inner/events.h"
#include "ipsec/sessions/inner/inner_not_read.h"

namespace espect::sessions {

// IPsec inside IPsec: ESP, AH and IKE in opened packets are datagrams of their own, of the frame
// that carried them. They wait here until the packet around them has been told.
class InnerDatagrams {
 public:
  // Deeper ones are counted, and not looked into.
  static constexpr std::uint8_t deepest = 4;

  void on(const InnerPacket& packet);
  bool empty() const { return waiting_.empty(); }
  // The next one; it lives until next() is called again.
  const Datagram& next();
  const InnerNotRead& not_read() const { return not_read_; }

 private:
  struct Waiting {
    std::vector<std::uint8_t> octets;
    std::uint8_t protocol = 0;
    Datagram around;  // without contents
  };
  enum class Found : std::uint8_t { no_ipsec, fragment, ipsec };  // fragment: of ESP or AH
  static Found read(const Waiting& carried, Datagram& datagram);

  std::deque<Waiting> waiting_;
  Waiting taken_;
  Datagram datagram_;
  InnerNotRead not_read_;  // all but IPComp
};

}  // namespace espect::sessions
