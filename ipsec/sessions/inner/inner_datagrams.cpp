// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/inner_datagrams.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/ip_view.h"
#include "ipsec/ip/udp.h"

namespace espect::sessions {
namespace {

namespace protocol = ip::protocol;

bool may_be_ipsec(std::uint8_t next_header) {
  return protocol::is_ip(next_header) || next_header == protocol::esp;
}

// Of IPsec in UDP the first one shows it.
bool of_ipsec(const ip::IpView& fragment) {
  if (fragment.payload.protocol != protocol::udp)
    return fragment.payload.protocol == protocol::esp || fragment.payload.protocol == protocol::ah;
  const auto udp = ip::read_udp(fragment.captured_payload(), 0);
  return fragment.fragment_offset == 0 && udp &&
         ip::IpsecPorts{}.kind_of(udp->ports) != ip::PortKind::other;
}

Esp esp_in(Bytes octets) {
  return {octets, load_be<std::uint32_t>(octets.data()), load_be<std::uint32_t>(octets.data() + 4)};
}

// What stands at `place` of an inner IP packet; false when it is no IPsec.
bool read_content(const ip::IpView& view, Datagram& datagram) {
  const Bytes payload = view.captured_payload();
  switch (view.payload.protocol) {
    case protocol::esp:
      if (payload.size() < smallest_esp) return false;
      datagram.content = esp_in(payload);
      return true;
    case protocol::ah:
      if (payload.size() < smallest_ah) return false;
      datagram.content = Ah{view.packet.first(view.payload.at), payload,
                            load_be<std::uint32_t>(payload.data() + 4),
                            load_be<std::uint32_t>(payload.data() + 8)};
      return true;
    case protocol::udp: {
      const auto udp = ip::read_udp(payload, 0);
      if (!udp) return false;
      auto kind = ip::IpsecPorts{}.kind_of(udp->ports);
      if (kind == ip::PortKind::other) kind = ip::recognised_ike(*udp);
      const auto content = ip::ipsec_content(*udp, kind);
      if (!content) return false;
      datagram.path.source_port = udp->ports.source;
      datagram.path.destination_port = udp->ports.destination;
      datagram.path.encapsulation = Encapsulation::udp;
      datagram.content = *content;
      return true;
    }
    default:
      return false;
  }
}

}  // namespace

void InnerDatagrams::on(const InnerPacket& packet) {
  if (!may_be_ipsec(packet.protocol)) return;
  Waiting carried{{packet.octets.begin(), packet.octets.end()},
                  packet.protocol,
                  without_contents(packet.datagram)};
  Datagram inside;
  const auto found = read(carried, inside);
  if (found == Found::fragment) ++not_read_.fragments;
  if (found != Found::ipsec) return;
  if (packet.datagram.nesting >= deepest)
    ++not_read_.too_deep;
  else
    waiting_.push_back(std::move(carried));
}

const Datagram& InnerDatagrams::next() {
  taken_ = std::move(waiting_.front());
  waiting_.pop_front();
  read(taken_, datagram_);
  return datagram_;
}

InnerDatagrams::Found InnerDatagrams::read(const Waiting& carried, Datagram& datagram) {
  datagram = carried.around;
  if (carried.protocol == protocol::esp) {  // transport mode: between the same addresses
    if (carried.octets.size() < smallest_esp) return Found::no_ipsec;
    datagram.content = esp_in(carried.octets);
    datagram.path.source_port = datagram.path.destination_port = 0;
    datagram.path.encapsulation = Encapsulation::none;
  } else {
    ip::IpView view;
    if (ip::read_ip(carried.octets, 0, view) != ip::IpProblem::none) return Found::no_ipsec;
    if (view.fragment) return of_ipsec(view) ? Found::fragment : Found::no_ipsec;
    datagram = view.datagram;
    datagram.frame = carried.around.frame;
    datagram.time = carried.around.time;
    if (!read_content(view, datagram)) return Found::no_ipsec;
  }
  datagram.nesting = static_cast<std::uint8_t>(carried.around.nesting + 1);
  return Found::ipsec;
}

}  // namespace espect::sessions
