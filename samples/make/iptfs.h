// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "samples/make/child.h"

namespace espect::samples {

// One sender of IP-TFS (RFC 9347 section 2.2): cuts a queue of IP packets into AGGFRAG payloads of
// one size, without congestion control.
class IpTfsSender {
 public:
  IpTfsSender(Child& child, Side from, std::size_t payload_octets)
      : child_(child), from_(from), payload_octets_(payload_octets) {}

  void queue(Bytes packet);
  // One packet of ESP: what fits, filled up with padding.
  void send();
  bool empty() const { return waiting_.empty(); }

 private:
  Child& child_;
  Side from_;
  std::size_t payload_octets_;
  Octets waiting_;
  std::vector<std::size_t> ends_;  // of the packets in waiting_
  std::size_t unfinished_ = 0;     // octets of a packet that began in an earlier payload
};

}  // namespace espect::samples
