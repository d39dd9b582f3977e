// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <variant>
#include <vector>

#include "analyzer/network/stack.h"
#include "tests/support/packet_builder.h"

namespace espect::test {

// A datagram that outlives the call: what was borrowed is copied.
struct Seen {
  Datagram datagram;
  Octets bytes;  // Ike::message, Esp::packet, Ah::header_and_payload, IcmpError::ike
  Octets ip_header;
  std::vector<std::uint32_t> frames;

  template <class Content>
  bool is() const {
    return std::holds_alternative<Content>(datagram.content);
  }
  template <class Content>
  const Content& as() const {
    return std::get<Content>(datagram.content);
  }
};

inline Octets copy(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

// A stack whose datagrams are kept. Every packet is handed over in memory of exactly its size,
// that is gone afterwards, so that the sanitizers see whoever reads past it or later.
class Recorder : public DatagramListener {
 public:
  explicit Recorder(const ip::FragmentLimits& limits = {},
                    const network::TcpLimits& tcp_limits = {})
      : stack(*this, {}, {limits, tcp_limits}) {}
  explicit Recorder(const ip::IpsecPorts& ports) : stack(*this, ports) {}

  void on(const Datagram& datagram) override {
    Seen one{datagram, {}, {}, {datagram.fragment_frames.begin(), datagram.fragment_frames.end()}};
    if (const auto* ike = std::get_if<Ike>(&datagram.content)) {
      one.bytes = copy(ike->message);
    } else if (const auto* esp = std::get_if<Esp>(&datagram.content)) {
      one.bytes = copy(esp->packet);
    } else if (const auto* ah = std::get_if<Ah>(&datagram.content)) {
      one.bytes = copy(ah->header_and_payload);
      one.ip_header = copy(ah->ip_header);
    } else if (const auto* error = std::get_if<IcmpError>(&datagram.content)) {
      one.bytes = copy(error->ike);
    }
    seen.push_back(std::move(one));
  }

  Recorder& feed(const Octets& octets, std::uint16_t link_type = 101, std::uint32_t cut = 0) {
    const Octets exact(octets);
    stack.on({.frame = ++frame,
              .time = time,
              .link_type = link_type,
              .wire_octets = static_cast<std::uint32_t>(octets.size()) + cut,
              .bytes = exact});
    return *this;
  }

  network::Stack stack;
  std::vector<Seen> seen;
  std::uint32_t frame = 0;
  Time time{1'000'000'000};
};

}  // namespace espect::test
