// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/inner_packets.h"

#include <algorithm>

#include "ipsec/ip/protocol.h"
#include "ipsec/sessions/esp/esp_contents.h"
#include "ipsec/sessions/inner/ipcomp.h"
#include "ipsec/wire/esp/ah.h"

namespace espect::sessions {
namespace {

namespace protocol = ip::protocol;

}  // namespace

void InnerPackets::on(const Datagram& datagram, const EspFlow& flow, const ChildSa* child,
                      std::uint64_t sequence, Bytes plaintext, bool authentic) {
  if (const auto* ah = std::get_if<Ah>(&datagram.content)) {
    Reader in(ah->header_and_payload);
    const auto header = wire::decode<wire::esp::AhHeader>(in);
    // ESP and AH inside are datagrams of their own.
    if (header.next_header != protocol::esp && header.next_header != protocol::ah && in.ok())
      deliver(InnerPacket{datagram, flow, child, sequence, header.next_header, in.peek()});
    return;
  }
  if (const auto contents = contents_of(flow.protocol, plaintext))
    deliver(InnerPacket{datagram, flow, child, sequence, contents->next_header, contents->payload,
                        authentic});
}

void InnerPackets::deliver(const InnerPacket& packet) {
  switch (packet.protocol) {
    case protocol::no_next_header:
      return;
    case protocol::aggfrag:
      return reassemble(packet);
    case protocol::ipcomp: {
      const auto contents = ipcomp_contents_of(packet.octets);
      if (!contents || contents->next_header == protocol::ipcomp) {
        ++ipcomp_closed_;
        return;
      }
      return tell(InnerPacket{packet.datagram, packet.flow, packet.child, packet.sequence,
                              contents->next_header, contents->payload, packet.authentic});
    }
    default:
      return tell(packet);
  }
}

void InnerPackets::tell(const InnerPacket& packet) {
  events_.tell(packet);
  datagrams_.on(packet);
}

void InnerPackets::reassemble(const InnerPacket& packet) {
  if (const auto echo = read_sealed_echo(packet.octets, profile_))
    echoes_.on(packet.datagram, *echo, &packet.flow, packet.child);
  auto& tunnel = tunnels_[packet.flow.id];
  tunnel.flow = &packet.flow;
  tunnel.child = packet.child;
  tunnel.authentic = packet.authentic;
  if (tunnel.outer.size() > AggfragReassembler::window) tunnel.outer.pop_front();
  tunnel.outer.push_back({packet.sequence, without_contents(packet.datagram)});
  // Numbers without an order: as they come.
  const auto place =
      packet.flow.sequential() ? packet.sequence : packet.flow.icv_ok + packet.flow.decrypted;
  tunnel.reassembler.on(place, packet.octets, packet.datagram.frame,
                        [&](const AggfragPacket& inner) { tell(tunnel, inner); });
}

void InnerPackets::tell(const Tunnel& tunnel, const AggfragPacket& inner) {
  const bool v6 = !inner.packet.empty() && inner.packet[0] >> 4 == 6;
  const auto outer = std::ranges::find_if(
      tunnel.outer, [&](const Outer& o) { return o.datagram.frame == inner.last_frame; });
  const Outer& completed = outer != tunnel.outer.end() ? *outer : tunnel.outer.back();
  tell(InnerPacket{completed.datagram, *tunnel.flow, tunnel.child, completed.sequence,
                   v6 ? protocol::ip6 : protocol::ip4, inner.packet, tunnel.authentic});
}

void InnerPackets::finish() {
  for (auto& [id, tunnel] : tunnels_)
    tunnel.reassembler.finish([&](const AggfragPacket& inner) { tell(tunnel, inner); });
}

}  // namespace espect::sessions
