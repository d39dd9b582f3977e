// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/stack.h"

#include "analyzer/network/gre.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/ip/icmp.h"

namespace espect::network {
namespace {

constexpr int longest_ah_chain = 4;
constexpr std::size_t smallest_esp = 8;
constexpr std::size_t smallest_ah = 12;

bool agrees(Network network, std::uint8_t first_octet) {
  switch (network) {
    case Network::ip4:
      return (first_octet >> 4) == 4;
    case Network::ip6:
      return (first_octet >> 4) == 6;
    default:
      return true;
  }
}

}  // namespace

void Stack::on(const capture::Packet& packet) {
  if (fragments_.overdue(packet.time)) fragments_.expire(packet.time);
  frame_ = packet.frame;
  time_ = packet.time;
  ipsec_ = malformed_ = tcp_4500_ = false;

  const LinkPayload link = link_payload(packet.link_type, packet.bytes);
  if (link.network == Network::unknown_link) {
    ++facts_.unknown_link_packets[packet.link_type];
    return;
  }
  if (link.network == Network::other) return;
  const auto captured = static_cast<std::uint32_t>(packet.bytes.size());
  on_ip(link.network, link.bytes, packet.wire_octets > captured ? packet.wire_octets - captured : 0,
        0);

  facts_.ipsec_packets += ipsec_ ? 1 : 0;
  facts_.malformed_packets += malformed_ ? 1 : 0;
  facts_.tcp_4500_packets += tcp_4500_ ? 1 : 0;
}

void Stack::on_ip(Network network, Bytes bytes, std::uint32_t beyond, int depth) {
  if (depth > deepest_ip_header) return;
  if (!bytes.empty() && !agrees(network, bytes[0])) {
    malformed_ = true;
    return;
  }
  ip::IpView& view = layers_[static_cast<std::size_t>(depth)];
  view.clear();
  const ip::IpProblem problem = ip::read_ip(bytes, beyond, view);
  if (problem == ip::IpProblem::malformed || view.length_past_end) malformed_ = true;
  if (problem != ip::IpProblem::none) return;
  if (view.fragment)
    on_fragment(view, depth);
  else
    on_payload(view, depth);
}

void Stack::on_fragment(const ip::IpView& view, int depth) {
  auto taken = fragments_.add(view, frame_, time_);
  if (taken.ipsec) ipsec_ = true;
  if (taken.malformed) malformed_ = true;
  if (!taken.whole) return;
  ip::IpView whole;
  const ip::IpProblem problem = taken.whole->assemble(whole);
  if (problem == ip::IpProblem::malformed) malformed_ = true;
  if (problem != ip::IpProblem::none) return;
  // A Fragment header inside what was fragmented: no sender does that.
  if (whole.fragment)
    malformed_ = true;
  else
    on_payload(whole, depth);
}

// The chain of headers above IP. It is longer than one where AH stands in it.
void Stack::on_payload(ip::IpView& view, int depth) {
  ip::HeaderPlace& place = view.payload;
  for (int headers = 0; headers <= longest_ah_chain; ++headers) {
    const Bytes payload = view.packet.subspan(place.at);
    switch (place.protocol) {
      case ip::protocol::esp:
        return on_esp(view, place.at);
      case ip::protocol::udp:
        return on_udp(view, payload);
      case ip::protocol::tcp:
        return on_tcp(view, payload);
      case ip::protocol::icmp:
      case ip::protocol::icmp6:
        return on_icmp(view, payload, place.protocol == ip::protocol::icmp6);
      case ip::protocol::ip4:
        return on_ip(Network::ip4, payload, view.missing, depth + 1);
      case ip::protocol::ip6:
        return on_ip(Network::ip6, payload, view.missing, depth + 1);
      case ip::protocol::gre:
        if (const auto inner = gre_payload(payload))
          on_ip(inner->network, inner->bytes, view.missing, depth + 1);
        return;
      case ip::protocol::ah:
        if (!on_ah(view, place)) return;
        break;
      default:
        return;
    }
  }
}

// Moves `place` to what AH protects; false when that was not captured.
bool Stack::on_ah(ip::IpView& view, ip::HeaderPlace& place) {
  const Bytes ah = view.packet.subspan(place.at);
  if (ah.size() < smallest_ah) {
    if (view.missing == 0) malformed_ = true;
    return false;
  }
  view.datagram.content = Ah{view.packet.first(place.at), ah, load_be<std::uint32_t>(ah.data() + 4),
                             load_be<std::uint32_t>(ah.data() + 8)};
  emit(view, view.missing);
  const Bytes header = ip::header_at(view.packet, place);
  if (header.size() < smallest_ah) {
    if (!header.empty() || view.missing == 0) malformed_ = true;
    return false;
  }
  place = ip::behind(place, header);
  return !view.v6() || ip::skip_extension_headers(view.packet, place);
}

void Stack::on_esp(ip::IpView& view, std::uint32_t at) {
  const Bytes esp = view.packet.subspan(at);
  if (esp.size() < smallest_esp) {
    if (view.missing == 0) malformed_ = true;
    return;
  }
  view.datagram.content.emplace<Esp>(
      Esp{esp, load_be<std::uint32_t>(esp.data()), load_be<std::uint32_t>(esp.data() + 4)});
  emit(view, view.missing);
}

void Stack::on_udp(ip::IpView& view, Bytes payload) {
  if (payload.size() < 4 || !ip::ports_at(payload.data()).ipsec()) return;
  const auto udp = ip::read_udp(payload, view.missing);
  if (!udp) {
    if (view.missing == 0) malformed_ = true;
    return;
  }
  if (udp->malformed) malformed_ = true;
  const auto cut = udp->data_octets - static_cast<std::uint32_t>(udp->data.size());
  const auto content = ip::ipsec_content(*udp);
  if (!content) return;
  Path& path = view.datagram.path;
  path.source_port = udp->ports.source;
  path.destination_port = udp->ports.destination;
  path.encapsulation = Encapsulation::udp;
  view.datagram.content = *content;
  emit(view, cut);
}

void Stack::on_tcp(ip::IpView& view, Bytes payload) {
  const auto segment = read_tcp(payload, view.missing);
  if (!segment) {
    if (payload.size() >= 4 && ip::ports_at(payload.data()).has(4500)) tcp_4500_ = true;
    return;
  }
  view.datagram.frame = frame_;
  view.datagram.time = time_;
  const auto taken = tcp_streams_.add(*segment, view.datagram);
  if (taken == TcpStreams::Taken::ipsec) ipsec_ = true;
  if (taken == TcpStreams::Taken::unread) tcp_4500_ = true;
}

void Stack::on_icmp(ip::IpView& view, Bytes message, bool v6) {
  if (v6 != view.datagram.path.source.v6) return;
  const auto error = ip::read_icmp_error(message, v6);
  if (!error) return;
  view.datagram.content = *error;
  emit(view, view.missing);
}

void Stack::emit(ip::IpView& view, std::uint32_t cut_octets) {
  ipsec_ = true;
  view.datagram.frame = frame_;
  view.datagram.time = time_;
  view.datagram.cut_octets = cut_octets;
  listener_.on(view.datagram);
}

}  // namespace espect::network
