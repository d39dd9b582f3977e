// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/child/negotiated_extensions.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/wire/ike/extensions/replay_status.h"

namespace espect::sessions {
namespace {

namespace notify_types = registry::notify;

// Nothing when the data is in no layout that is known.
std::optional<std::uint8_t> replay_flags(const ExtensionNotify* notify) {
  if (notify == nullptr || notify->data.size() != wire::ike::ReplayStatus::octets)
    return std::nullopt;
  return notify->data[0];
}

std::optional<std::uint32_t> spi_of(const ExtensionNotify& notify) {
  if (notify.spi.size() != sizeof(std::uint32_t)) return std::nullopt;
  return load_be<std::uint32_t>(notify.spi.data());
}

template <class Number>
std::optional<Number> number_in(const SaPayloads& said, std::uint16_t type) {
  const auto* notify = said.extension(type);
  if (notify == nullptr || notify->data.size() != sizeof(Number)) return std::nullopt;
  return load_be<Number>(notify->data.data());
}

}  // namespace

std::optional<Protocol> protocol_of(std::uint8_t id) {
  if (id == registry::protocol::esp) return Protocol::esp;
  if (id == registry::protocol::ah) return Protocol::ah;
  if (id == registry::protocol::eespv0) return Protocol::eesp;
  return std::nullopt;
}

void note_extensions(ChildSa& child, const SaPayloads& request, const SaPayloads& response) {
  const auto* asked = request.extension(notify_types::vpn_id_mode);
  const auto* agreed = response.extension(notify_types::vpn_id_mode);
  if (asked != nullptr && agreed != nullptr && asked->data == agreed->data &&
      agreed->data.size() == wire::ike::VpnIdMode::octets)
    child.vpn_id_mode = wire::decode_all<wire::ike::VpnIdMode>(agreed->data);
  child.echo_supported = request.extension(notify_types::esp_echo_supported) != nullptr &&
                         response.extension(notify_types::esp_echo_supported) != nullptr;
  if (const auto* dscp = request.extension(notify_types::dscp)) child.dscp_i = dscp->data;
  if (const auto* dscp = response.extension(notify_types::dscp)) child.dscp_r = dscp->data;
  child.per_resource =
      request.said(notify_types::sa_resource_info) && response.said(notify_types::sa_resource_info);
  child.diet_esp = request.extension(notify_types::hcp_proposal) != nullptr &&
                   response.extension(notify_types::hcp_proposal) != nullptr;
  child.max_sub_sa_id_i = number_in<std::uint16_t>(request, notify_types::eesp_max_sub_sa_id);
  child.max_sub_sa_id_r = number_in<std::uint16_t>(response, notify_types::eesp_max_sub_sa_id);
  child.max_crypt_offset_i = number_in<std::uint8_t>(request, notify_types::eesp_max_crypt_offset);
  child.max_crypt_offset_r = number_in<std::uint8_t>(response, notify_types::eesp_max_crypt_offset);
  const auto status = notify_types::replay_prot_and_esn_status;
  child.replay_status_i = replay_flags(request.extension(status));
  child.replay_status_r = replay_flags(response.extension(status));
}

void note_replay_status(ChildSas& children, std::uint32_t lineage, const PayloadList& contents) {
  for (const auto& said : sa_payloads_of(contents).extensions) {
    const auto flags = replay_flags(&said);
    const auto protocol = protocol_of(said.protocol);
    const auto spi = spi_of(said);
    if (said.type != notify_types::replay_prot_and_esn_status || !flags || !protocol || !spi)
      continue;
    ChildSa* child = children.find(lineage, *protocol, *spi);
    if (child == nullptr) continue;
    (*spi == child->spi_i ? child->replay_status_i : child->replay_status_r) = flags;
  }
}

std::vector<PathMtuAnnouncement> path_mtu_announcements(const SaPayloads& request,
                                                        std::uint32_t request_frame,
                                                        const Datagram& response) {
  std::vector<PathMtuAnnouncement> announcements;
  for (const auto& said : request.extensions) {
    if (said.type != notify_types::link_max_atomic_packet && said.type != notify_types::ptb)
      continue;
    const auto mtu = announced_mtu(said.data);
    if (!mtu) continue;
    PathMtuAnnouncement announcement;
    announcement.notify = said.type;
    announcement.protocol = protocol_of(said.protocol).value_or(Protocol::esp);
    announcement.spi = spi_of(said);
    announcement.egress = response.path.destination;
    announcement.ingress = response.path.source;
    announcement.mtu = *mtu;
    announcement.request_frame = request_frame;
    announcement.response_frame = response.frame;
    announcement.effective = response.time;
    announcements.push_back(announcement);
  }
  return announcements;
}

}  // namespace espect::sessions
