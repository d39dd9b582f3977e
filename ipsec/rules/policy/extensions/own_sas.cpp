// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/extensions/own_sas.h"

#include <algorithm>

#include "ipsec/registry/tables.h"

namespace espect::rules {

namespace {

bool seen_in_full(const sessions::IkeSa& sa) {
  return sa.seen_from_start && !sa.messages_missing &&
         std::ranges::none_of(sa.exchanges, &sessions::Exchange::counts_as_open);
}

}  // namespace

OwnSas::OwnSas(const Bench& bench)
    : lineages_(bench.table<std::uint32_t, Lineage>("IKE SAs")),
      partly_seen_(bench.table<std::uint32_t, bool>("IKE SAs")) {
  bench.events.to<sessions::ChildSaMade>(
      [lineages = lineages_](const sessions::ChildSaMade& event) {
        const auto& child = event.child;
        const auto protocol =
            child.protocol == Protocol::esp ? registry::protocol::esp : registry::protocol::ah;
        auto& inbound = (*lineages)[child.lineage];
        inbound[{protocol, child.spi_i}] = {event.from_initiator, event.sa.id, &child};
        inbound[{protocol, child.spi_r}] = {!event.from_initiator, event.sa.id, &child};
      });
  bench.events.to<sessions::IkeSaRekeyed>(
      [partly_seen = partly_seen_](const sessions::IkeSaRekeyed& event) {
        if (!event.old_sa.seen_from_start || event.old_sa.messages_missing)
          partly_seen->insert(event.old_sa.lineage);
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

bool OwnSas::all_seen(const sessions::IkeSa& sa) const {
  return seen_in_full(sa) && lineages_->complete() && partly_seen_->complete() &&
         !partly_seen_->contains(sa.lineage);
}

bool names_an_sa(const sessions::ExtensionNotify& notify) {
  return (notify.protocol == registry::protocol::esp ||
          notify.protocol == registry::protocol::ah) &&
         notify.spi.size() == 4;
}

}  // namespace espect::rules
