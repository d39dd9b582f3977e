// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "analyzer/capture/packet.h"
#include "analyzer/network/facts.h"
#include "analyzer/network/inside.h"
#include "analyzer/network/tcp_streams.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/ip/fragments.h"
#include "ipsec/ip/ip_view.h"
#include "ipsec/ip/recognised_ports.h"
#include "ipsec/ip/udp.h"

namespace espect::network {

// How much of a capture is remembered until more of it comes.
struct Limits {
  ip::FragmentLimits fragments{};
  TcpLimits tcp{};
  std::size_t ports = ip::RecognisedPorts::usual_most;
};

// Sees the IP headers that a packet goes through, from the outside in. Borrowed until it returns.
class LayerWatcher {
 public:
  virtual ~LayerWatcher() = default;
  virtual void on_layer(const ip::IpView& view) = 0;
  // A fragment that may be of IPsec or a tunnel. `waiting`: its packet is not complete.
  virtual void on_wanted_fragment(const ip::IpView& view, bool waiting) = 0;
};

// The door of this room: packets of a capture in, IPsec datagrams out. A datagram and what it
// borrows are gone when the listener returns.
class Stack {
 public:
  // `ports` has those that the user named; other ports of IKE are recognised by its messages.
  explicit Stack(DatagramListener& listener, const ip::IpsecPorts& ports = {},
                 const Limits& limits = {});
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  void on(const capture::Packet& packet);
  // A packet that comes in a while. Tells the listener of the usual kind of ESP.
  void expect(const capture::Packet& packet);
  // The capture is over: hands on what waits in TCP streams, and reports the packets of which
  // fragments are still missing.
  void finish() {
    tcp_streams_.finish();
    fragments_.finish();
  }
  const NetworkFacts& facts() const { return facts_; }
  // Before the first packet.
  void watch(LayerWatcher& watcher) { watcher_ = &watcher; }
  // Packets that came at that time, though not here, end what waited too long.
  void reached(Time time) {
    if (fragments_.overdue(time)) fragments_.expire(time);
  }
  // Of the packet that came last.
  bool was_ipsec() const { return ipsec_; }
  bool was_malformed() const { return malformed_; }
  const char* closed_by() const { return closed_; }  // null when nothing was closed

 private:
  // `depth` counts the IP headers around this one, `beyond` octets that were not captured.
  void on_inside(Inside inside, std::uint32_t beyond, int depth);
  void on_ip(Network network, Bytes bytes, std::uint32_t beyond, int depth);
  void on_fragment(const ip::IpView& view, int depth);
  void on_payload(ip::IpView& view, int depth);
  bool on_ah(ip::IpView& view, ip::HeaderPlace& place);
  void too_short(const ip::IpView& view);
  void on_esp(ip::IpView& view, std::uint32_t at);
  bool on_eesp(ip::IpView& view, const ip::HeaderPlace& place);
  void on_udp(ip::IpView& view, Bytes payload, int depth);
  void on_other_udp(ip::IpView& view, const ip::Udp& udp, int depth);
  void on_ipsec_udp(ip::IpView& view, const ip::Udp& udp, ip::PortKind kind);
  void on_tcp(ip::IpView& view, Bytes payload);
  void on_icmp(ip::IpView& view, Bytes message, bool v6);
  // Hands on view.datagram, whose content is set.
  void emit(ip::IpView& view, std::uint32_t cut_octets);

  // Taken off around IPsec: IP headers, and headers of links and tunnels before each of them.
  static constexpr int deepest_ip_header = 4;
  static constexpr int most_headers = 16;

  DatagramListener& listener_;
  LayerWatcher* watcher_ = nullptr;
  NetworkFacts facts_;
  ip::IpsecPorts ports_;
  ip::RecognisedPorts recognised_ports_;
  ip::Fragments fragments_;
  TcpStreams tcp_streams_;
  // One per IP header of the packet, by depth. Reused: a fresh one per packet costs as much as
  // reading it.
  std::array<ip::IpView, deepest_ip_header + 1> layers_;

  // The packet being looked at.
  std::uint32_t frame_ = 0;
  Time time_{};
  bool ipsec_ = false;
  bool malformed_ = false;
  bool outermost_read_ = false;  // layers_[0] is of this packet
  bool tcp_4500_ = false;
  const char* closed_ = nullptr;  // the first thing that could not be looked into
};

}  // namespace espect::network
