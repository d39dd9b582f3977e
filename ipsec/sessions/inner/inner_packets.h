// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <deque>
#include <map>

#include "ipsec/sessions/inner/aggfrag.h"
#include "ipsec/sessions/inner/echoes.h"
#include "ipsec/sessions/inner/inner_datagrams.h"

namespace espect::sessions {

// From opened ESP and AH packets to what travelled inside: takes off trailer, TFC padding and
// IPComp, puts the pieces of IP-TFS together and hands ESP echoes on. Tells InnerPacket.
class InnerPackets {
 public:
  InnerPackets(const InnerListeners& events, Echoes& echoes,
               const registry::ExperimentalProfile* profile = nullptr)
      : events_(events), echoes_(echoes), profile_(profile) {}

  // IPsec that was inside, to be taken out after each call.
  InnerDatagrams& datagrams() { return datagrams_; }
  InnerNotRead not_read() const {
    auto not_read = datagrams_.not_read();
    not_read.ipcomp = ipcomp_closed_;
    return not_read;
  }

  void on(const Datagram& datagram, const EspFlow& flow, const ChildSa* child,
          std::uint64_t sequence, Bytes plaintext, bool authentic);
  const AggfragCounters* aggfrag(std::uint32_t flow) const {  // null when it is no IP-TFS
    const auto found = tunnels_.find(flow);
    return found != tunnels_.end() ? &found->second.reassembler.counters() : nullptr;
  }
  // Pieces that waited for a lost one.
  void finish();

 private:
  struct Outer {
    std::uint64_t sequence = 0;
    Datagram datagram;  // without contents
  };
  struct Tunnel {
    AggfragReassembler reassembler;
    const EspFlow* flow = nullptr;
    const ChildSa* child = nullptr;
    bool authentic = true;
    std::deque<Outer> outer;  // the newest few: payloads wait for a lost one
  };
  void deliver(const InnerPacket& packet);
  void tell(const InnerPacket& packet);
  void reassemble(const InnerPacket& packet);
  void tell(const Tunnel& tunnel, const AggfragPacket& inner);

  const InnerListeners& events_;
  Echoes& echoes_;
  InnerDatagrams datagrams_;
  const registry::ExperimentalProfile* profile_;
  std::map<std::uint32_t, Tunnel> tunnels_;  // IP-TFS, by id of the flow
  std::uint64_t ipcomp_closed_ = 0;
};

}  // namespace espect::sessions
