// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/extensions/own_sas.h"

#include "ipsec/registry/tables.h"

namespace espect::rules {

OwnSas::OwnSas(const Bench& bench) : lineages_(bench.table<std::uint32_t, Lineage>("IKE SAs")) {
  bench.events.to<sessions::ChildSaMade>(
      [lineages = lineages_](const sessions::ChildSaMade& event) {
        const auto& child = event.child;
        const auto protocol =
            child.protocol == Protocol::esp ? registry::protocol::esp : registry::protocol::ah;
        auto& inbound = (*lineages)[child.lineage];
        inbound[{protocol, child.spi_i}] = {event.from_initiator, event.sa.id, &child};
        inbound[{protocol, child.spi_r}] = {!event.from_initiator, event.sa.id, &child};
      });
}

bool OwnSas::names(const sessions::ExtensionNotify& notify,
                   const sessions::IkeMessageOpened& event) const {
  std::uint32_t spi = 0;
  for (const auto octet : notify.spi) spi = spi << 8 | octet;
  const auto* lineage = lineages_->get(event.sa.lineage);
  if (lineage == nullptr) return false;
  const auto found = lineage->find({notify.protocol, spi});
  if (found == lineage->end()) return false;
  if (found->second.child->closed_frame != 0 &&
      found->second.child->closed_frame < event.datagram.frame)
    return false;
  // A rekeyed IKE SA may have the roles turned round.
  return found->second.ike_sa != event.sa.id ||
         found->second.of_initiator == event.message.header().from_initiator();
}

bool names_an_sa(const sessions::ExtensionNotify& notify) {
  return (notify.protocol == registry::protocol::esp ||
          notify.protocol == registry::protocol::ah) &&
         notify.spi.size() == 4;
}

}  // namespace espect::rules
