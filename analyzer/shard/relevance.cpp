// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/relevance.h"

#include "ipsec/ip/protocol.h"
#include "ipsec/sessions/esp/eesp_form.h"

namespace espect::shard {
namespace {

constexpr std::uint16_t ike_port = 500;
constexpr std::uint16_t nat_traversal_port = 4500;

}  // namespace

bool usual_ports(const Path& path) {
  const ip::Ports ports{path.source_port, path.destination_port};
  return ports.has(ike_port) || ports.has(nat_traversal_port);
}

bool is_tcp_4500(const ip::IpView& view) {
  if (view.fragment || view.payload.protocol != ip::protocol::tcp) return false;
  const auto payload = view.captured_payload();
  return payload.size() >= 4 && ip::ports_at(payload.data()).has(nat_traversal_port);
}

bool may_matter(const ip::IpView& view, const ip::IpsecPorts& ports, const std::set<End>& ends) {
  if (view.fragment) return false;  // asked apart
  const auto protocol = view.payload.protocol;
  if (protocol == ip::protocol::esp || protocol == ip::protocol::ah ||
      protocol == sessions::eesp_protocol_of(nullptr))
    return true;
  if (protocol != ip::protocol::udp && protocol != ip::protocol::tcp) return false;
  const auto payload = view.captured_payload();
  if (payload.size() < 4) return false;
  const auto used = ip::ports_at(payload.data());
  const auto& path = view.datagram.path;
  if (ends.contains({path.source, used.source}) ||
      ends.contains({path.destination, used.destination}))
    return true;
  return protocol == ip::protocol::udp ? ports.kind_of(used) != ip::PortKind::other
                                       : used.has(nat_traversal_port);
}

}  // namespace espect::shard
