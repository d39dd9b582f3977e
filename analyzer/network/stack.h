// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "analyzer/capture/packet.h"
#include "analyzer/network/facts.h"
#include "analyzer/network/fragments.h"
#include "analyzer/network/ip.h"
#include "analyzer/network/link.h"
#include "analyzer/network/udp.h"
#include "ipsec/sessions/datagram.h"

namespace espect::network {

// The door of this room: packets of a capture in, IPsec datagrams out. A datagram and what it
// borrows are gone when the listener returns.
class Stack {
 public:
  explicit Stack(sessions::DatagramListener& listener, const Limits& limits = {})
      : listener_(listener), fragments_(listener, facts_, limits) {}
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  void on(const capture::Packet& packet);
  // The capture is over: reports the packets of which fragments are still missing.
  void finish() { fragments_.finish(); }
  const NetworkFacts& facts() const { return facts_; }

 private:
  // `depth` counts the IP headers around this one.
  void on_ip(Network network, Bytes bytes, std::uint32_t beyond, int depth);
  void on_fragment(const Ip& ip, int depth);
  void on_payload(const Ip& ip, int depth);
  bool on_ah(const Ip& ip, Place& place);
  void on_esp(const Ip& ip, std::uint32_t at);
  void on_udp(const Ip& ip, Bytes payload);
  void on_tcp(Bytes payload);
  void on_icmp(const Ip& ip, Bytes message, bool v6);
  void emit(const Ip& ip, Ports ports, std::uint32_t cut_octets, const Content& content);

  sessions::DatagramListener& listener_;
  NetworkFacts facts_;
  Fragments fragments_;

  // The packet being looked at.
  std::uint32_t frame_ = 0;
  Time time_{};
  bool ipsec_ = false;
  bool malformed_ = false;
  bool tcp_4500_ = false;
};

}  // namespace espect::network
