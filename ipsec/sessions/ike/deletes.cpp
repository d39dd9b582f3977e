// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/deletes.h"

#include <algorithm>

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/negotiated_extensions.h"
#include "ipsec/wire/ike/delete.h"

namespace espect::sessions {
namespace {

namespace payload_types = registry::payload;
namespace protocols = registry::protocol;

}  // namespace

bool deletes_ike_sa(const IkeContents& contents) {
  return std::ranges::any_of(contents.payloads(), [](const wire::ike::Payload& payload) {
    return payload.type.value == payload_types::d &&
           payload.as<wire::ike::Delete>().protocol.value == protocols::ike;
  });
}

void delete_children(ChildSas& children, const IkeSa& sa, const Datagram& datagram,
                     const IkeContents& contents) {
  if (deletes_ike_sa(contents))
    children.ike_sa_deleted(sa.lineage, sa.id, datagram.frame, datagram.time);
  for (const auto& payload : contents.payloads()) {
    if (payload.type.value != payload_types::d) continue;
    const auto deletes = payload.as<wire::ike::Delete>();
    const auto protocol = protocol_of(deletes.protocol.value);
    if (!protocol) continue;
    for (const auto& deleted : deletes.spis) {
      ChildSa* child = children.find(sa.lineage, *protocol, deleted.spi);
      if (child == nullptr) continue;
      if (child->closed_frame == 0) {
        child->closed_frame = datagram.frame;
        child->closed = datagram.time;
      }
      if (child->state == ChildSaState::active) child->state = ChildSaState::deleted;
    }
  }
}

}  // namespace espect::sessions
