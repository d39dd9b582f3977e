// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/stack.h"

#include "analyzer/network/ip_tunnels.h"
#include "analyzer/network/link_types.h"
#include "analyzer/network/tunnel/foo_over_udp.h"
#include "analyzer/network/udp_tunnels.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/ip/icmp.h"

namespace espect::network {
namespace {

constexpr int longest_ah_chain = 4;
constexpr std::size_t smallest_ike = 28;
constexpr std::size_t ethernet_octets = 14;

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

// What by_link_type() would lead to, for most packets of most captures.
bool is_ip4_in_ethernet(const capture::Packet& packet) {
  return packet.link_type == 1 && packet.bytes.size() > ethernet_octets &&
         load_be<std::uint16_t>(packet.bytes.data() + 12) == 0x0800;
}

HeaderReader udp_tunnel_between(ip::Ports ports) {
  const auto reader = udp_tunnel(ports.destination);
  return reader != nullptr ? reader : udp_tunnel(ports.source);
}

// IP in IP is put together too: it may be a tunnel of anything.
bool is_tunnel(std::uint8_t protocol, ip::Ports ports) {
  if (protocol == ip::protocol::udp) return udp_tunnel_between(ports) != nullptr;
  return ip::protocol::is_ip(protocol) || ip_tunnel(protocol) != nullptr;
}

}  // namespace

Stack::Stack(DatagramListener& listener, const ip::IpsecPorts& ports, const Limits& limits)
    : listener_(listener),
      ports_(ports),
      recognised_ports_(limits.ports, facts_.ports_not_kept),
      fragments_(listener, facts_, limits.fragments, {ports, is_tunnel}),
      tcp_streams_(listener, facts_, limits.tcp) {}

void Stack::on(const capture::Packet& packet) {
  if (fragments_.overdue(packet.time)) fragments_.expire(packet.time);
  frame_ = packet.frame;
  time_ = packet.time;
  ipsec_ = malformed_ = tcp_4500_ = outermost_read_ = false;
  closed_ = nullptr;

  const auto captured = static_cast<std::uint32_t>(packet.bytes.size());
  const auto beyond = packet.wire_octets > captured ? packet.wire_octets - captured : 0;
  if (is_ip4_in_ethernet(packet)) [[likely]]
    on_ip(Network::ip4, packet.bytes.subspan(ethernet_octets), beyond, 0);
  else
    on_inside(by_link_type(packet.link_type, packet.bytes), beyond, 0);

  if (!ipsec_ && outermost_read_ && listener_.wants_clear()) [[unlikely]]
    if (const auto& view = layers_[0]; view.missing == 0)
      listener_.on_clear(frame_, time_, view.packet);

  facts_.ipsec_packets += ipsec_ ? 1 : 0;
  facts_.malformed_packets += malformed_ ? 1 : 0;
  facts_.tcp_4500_packets += tcp_4500_ ? 1 : 0;
  if (closed_ == nullptr) [[likely]]
    return;
  if (reads_link_type(packet.link_type))
    ++facts_.closed_packets[closed_];
  else
    ++facts_.unknown_link_packets[packet.link_type];
}

void Stack::expect(const capture::Packet& packet) {
  constexpr std::size_t spi_end = ethernet_octets + ip::ip4_header_octets + 4;
  if (packet.bytes.size() < spi_end || !is_ip4_in_ethernet(packet)) return;
  const std::uint8_t* header = packet.bytes.data() + ethernet_octets;
  constexpr std::uint8_t without_options = 0x45;
  if (header[0] != without_options || header[9] != ip::protocol::esp) return;
  listener_.expect(load_be<std::uint32_t>(header + ip::ip4_header_octets),
                   Address::v4_from(header + 16));
}

void Stack::on_inside(Inside inside, std::uint32_t beyond, int depth) {
  for (int headers = 0; inside.next != nullptr; ++headers)
    inside = headers < most_headers ? inside.next(inside.bytes)
                                    : closed("more than 16 headers of links and tunnels");
  if (inside.network != Network::none)
    on_ip(inside.network, inside.bytes, beyond, depth);
  else if (inside.closed != nullptr && closed_ == nullptr)
    closed_ = inside.closed;
}

void Stack::on_ip(Network network, Bytes bytes, std::uint32_t beyond, int depth) {
  if (depth > deepest_ip_header) {
    if (closed_ == nullptr) closed_ = "IP inside more than 4 other IP packets";
    return;
  }
  if (!bytes.empty() && !agrees(network, bytes[0])) {
    malformed_ = true;
    return;
  }
  ip::IpView& view = layers_[static_cast<std::size_t>(depth)];
  view.clear();
  const ip::IpProblem problem = ip::read_ip(bytes, beyond, view);
  if (problem == ip::IpProblem::malformed || view.length_past_end) malformed_ = true;
  if (problem != ip::IpProblem::none) return;
  outermost_read_ |= depth == 0;
  if (watcher_ != nullptr) [[unlikely]]
    watcher_->on_layer(view);
  if (view.fragment)
    on_fragment(view, depth);
  else
    on_payload(view, depth);
}

void Stack::on_fragment(const ip::IpView& view, int depth) {
  auto taken = fragments_.add(view, frame_, time_);
  if (taken.ipsec) ipsec_ = true;
  if (taken.malformed) malformed_ = true;
  if (watcher_ != nullptr && fragments_.may_be_wanted(view))
    watcher_->on_wanted_fragment(view, fragments_.waits_for(view));
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
        return on_udp(view, payload, depth);
      case ip::protocol::tcp:
        return on_tcp(view, payload);
      case ip::protocol::icmp:
      case ip::protocol::icmp6:
        return on_icmp(view, payload, place.protocol == ip::protocol::icmp6);
      case ip::protocol::ip4:
        return on_ip(Network::ip4, payload, view.missing, depth + 1);
      case ip::protocol::ip6:
        return on_ip(Network::ip6, payload, view.missing, depth + 1);
      case ip::protocol::ah:
        if (!on_ah(view, place)) return;
        break;
      default:
        if (on_eesp(view, place)) return;
        if (const auto reader = ip_tunnel(place.protocol))
          on_inside(header_at(reader, payload), view.missing, depth + 1);
        return;
    }
  }
}

// Moves `place` to what AH protects; false when that was not captured.
bool Stack::on_ah(ip::IpView& view, ip::HeaderPlace& place) {
  const Bytes ah = view.packet.subspan(place.at);
  if (ah.size() < smallest_ah) {
    too_short(view);
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

// A header of IPsec that does not fit what is there.
void Stack::too_short(const ip::IpView& view) {
  if (view.missing == 0)
    malformed_ = true;
  else if (closed_ == nullptr)
    closed_ = "IPsec that the snap length cut before its first fields";
}

void Stack::on_esp(ip::IpView& view, std::uint32_t at) {
  const Bytes esp = view.packet.subspan(at);
  if (esp.size() < smallest_esp) return too_short(view);
  view.datagram.content.emplace<Esp>(
      Esp{esp, load_be<std::uint32_t>(esp.data()), load_be<std::uint32_t>(esp.data() + 4)});
  emit(view, view.missing);
}

// False when the listener has another number for it.
bool Stack::on_eesp(ip::IpView& view, const ip::HeaderPlace& place) {
  if (listener_.eesp_protocol() != place.protocol) return false;
  const Bytes eesp = view.packet.subspan(place.at);
  if (eesp.size() < smallest_esp) {
    too_short(view);
    return true;
  }
  view.datagram.content.emplace<Eesp>(
      Eesp{eesp, load_be<std::uint32_t>(eesp.data() + 4), load_be<std::uint16_t>(eesp.data() + 2)});
  emit(view, view.missing);
  return true;
}

void Stack::on_udp(ip::IpView& view, Bytes payload, int depth) {
  if (payload.size() < 4) return;
  const ip::PortKind kind = ports_.kind_of(ip::ports_at(payload.data()));
  const auto udp = ip::read_udp(payload, view.missing);
  if (kind == ip::PortKind::other) {
    if (udp && !udp->malformed) on_other_udp(view, *udp, depth);
    return;
  }
  if (!udp) return too_short(view);
  if (udp->malformed) malformed_ = true;
  on_ipsec_udp(view, *udp, kind);
}

void Stack::on_other_udp(ip::IpView& view, const ip::Udp& udp, int depth) {
  const auto cut = udp.data_octets - static_cast<std::uint32_t>(udp.data.size());
  if (const auto reader = udp_tunnel_between(udp.ports)) {
    const Inside inside = reader(udp.data);
    if (!inside.is_nothing()) return on_inside(inside, cut, depth + 1);
  }
  const auto kind = recognised_ports_.of(view.datagram.path, udp);
  if (kind != ip::PortKind::other) return on_ipsec_udp(view, udp, kind);
  if (cut == 0) on_inside(foo_over_udp(udp.data), cut, depth + 1);
}

void Stack::on_ipsec_udp(ip::IpView& view, const ip::Udp& udp, ip::PortKind kind) {
  const auto content = ip::ipsec_content(udp, kind);
  if (!content) return;
  Path& path = view.datagram.path;
  path.source_port = udp.ports.source;
  path.destination_port = udp.ports.destination;
  path.encapsulation = Encapsulation::udp;
  view.datagram.content = *content;
  const auto cut = udp.data_octets - static_cast<std::uint32_t>(udp.data.size());
  const bool was_ipsec = ipsec_;
  emit(view, cut);
  // What is too short for IKE on its port is told, but is no IPsec packet.
  const auto* ike = std::get_if<Ike>(&*content);
  if (ike != nullptr && ike->message.size() + cut < smallest_ike) ipsec_ = was_ipsec;
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
  const auto error = ip::read_icmp_error(message, v6, ports_);
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
