// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/stack.h"

#include "analyzer/network/gre.h"
#include "analyzer/network/icmp.h"
#include "ipsec/bytes/endian.h"

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
  Ip& ip = layers_[static_cast<std::size_t>(depth)];
  ip.clear();
  const IpProblem problem = read_ip(bytes, beyond, ip);
  if (problem == IpProblem::malformed || ip.length_past_end) malformed_ = true;
  if (problem != IpProblem::none) return;
  if (ip.fragment)
    on_fragment(ip, depth);
  else
    on_payload(ip, depth);
}

void Stack::on_fragment(const Ip& ip, int depth) {
  auto taken = fragments_.add(ip, frame_, time_);
  if (taken.ipsec) ipsec_ = true;
  if (taken.malformed) malformed_ = true;
  if (!taken.whole) return;
  Ip whole;
  const IpProblem problem = taken.whole->assemble(whole);
  if (problem == IpProblem::malformed) malformed_ = true;
  if (problem != IpProblem::none) return;
  // A Fragment header inside what was fragmented: no sender does that.
  if (whole.fragment)
    malformed_ = true;
  else
    on_payload(whole, depth);
}

// The chain of headers above IP. It is longer than one where AH stands in it.
void Stack::on_payload(Ip& ip, int depth) {
  Place& place = ip.payload;
  for (int headers = 0; headers <= longest_ah_chain; ++headers) {
    const Bytes payload = ip.packet.subspan(place.at);
    switch (place.protocol) {
      case protocol::esp:
        return on_esp(ip, place.at);
      case protocol::udp:
        return on_udp(ip, payload);
      case protocol::tcp:
        return on_tcp(ip, payload);
      case protocol::icmp:
      case protocol::icmp6:
        return on_icmp(ip, payload, place.protocol == protocol::icmp6);
      case protocol::ip4:
        return on_ip(Network::ip4, payload, ip.missing, depth + 1);
      case protocol::ip6:
        return on_ip(Network::ip6, payload, ip.missing, depth + 1);
      case protocol::gre:
        if (const auto inner = gre_payload(payload))
          on_ip(inner->network, inner->bytes, ip.missing, depth + 1);
        return;
      case protocol::ah:
        if (!on_ah(ip, place)) return;
        break;
      default:
        return;
    }
  }
}

// Moves `place` to what AH protects; false when that was not captured.
bool Stack::on_ah(Ip& ip, Place& place) {
  const Bytes ah = ip.packet.subspan(place.at);
  if (ah.size() < smallest_ah) {
    if (ip.missing == 0) malformed_ = true;
    return false;
  }
  ip.datagram.content = Ah{ip.packet.first(place.at), ah, load_be<std::uint32_t>(ah.data() + 4),
                           load_be<std::uint32_t>(ah.data() + 8)};
  emit(ip, ip.missing);
  const std::uint32_t length = (ah[1] + 2U) * 4;  // RFC 4302 section 2.2
  if (length < smallest_ah || ah.size() < length) {
    if (length < smallest_ah || ip.missing == 0) malformed_ = true;
    return false;
  }
  place = {ah[0], place.at + length, place.at};
  return !ip.datagram.path.source.v6 || skip_extension_headers(ip.packet, place);
}

void Stack::on_esp(Ip& ip, std::uint32_t at) {
  const Bytes esp = ip.packet.subspan(at);
  if (esp.size() < smallest_esp) {
    if (ip.missing == 0) malformed_ = true;
    return;
  }
  ip.datagram.content.emplace<Esp>(
      Esp{esp, load_be<std::uint32_t>(esp.data()), load_be<std::uint32_t>(esp.data() + 4)});
  emit(ip, ip.missing);
}

void Stack::on_udp(Ip& ip, Bytes payload) {
  if (payload.size() < 4 || !ports_at(payload.data()).ipsec()) return;
  const auto udp = read_udp(payload, ip.missing);
  if (!udp) {
    if (ip.missing == 0) malformed_ = true;
    return;
  }
  if (udp->malformed) malformed_ = true;
  const auto cut = udp->data_octets - static_cast<std::uint32_t>(udp->data.size());
  const auto content = ipsec_content(*udp);
  if (!content) return;
  Path& path = ip.datagram.path;
  path.source_port = udp->ports.source;
  path.destination_port = udp->ports.destination;
  path.encapsulation = Encapsulation::udp;
  ip.datagram.content = *content;
  emit(ip, cut);
}

void Stack::on_tcp(Ip& ip, Bytes payload) {
  const auto segment = read_tcp(payload, ip.missing);
  if (!segment) {
    if (payload.size() >= 4 && ports_at(payload.data()).has(4500)) tcp_4500_ = true;
    return;
  }
  ip.datagram.frame = frame_;
  ip.datagram.time = time_;
  const auto taken = tcp_streams_.add(*segment, ip.datagram);
  if (taken == TcpStreams::Taken::ipsec) ipsec_ = true;
  if (taken == TcpStreams::Taken::unread) tcp_4500_ = true;
}

void Stack::on_icmp(Ip& ip, Bytes message, bool v6) {
  if (v6 != ip.datagram.path.source.v6) return;
  const auto error = read_icmp_error(message, v6);
  if (!error) return;
  ip.datagram.content = *error;
  emit(ip, ip.missing);
}

void Stack::emit(Ip& ip, std::uint32_t cut_octets) {
  ipsec_ = true;
  ip.datagram.frame = frame_;
  ip.datagram.time = time_;
  ip.datagram.cut_octets = cut_octets;
  listener_.on(ip.datagram);
}

}  // namespace espect::network
