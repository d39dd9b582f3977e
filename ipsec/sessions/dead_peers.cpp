// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/dead_peers.h"

#include <algorithm>
#include <set>

namespace espect::sessions {
namespace {

const IkeSa* dead_owner(const ChildSa& child, const SaTable<IkeSa>& ike_sas,
                        const ChildSas& children) {
  const auto id = children.owner(child.lineage);
  if (id == 0 || id > ike_sas.size() || ike_sas[id - 1].state != IkeSaState::dead) return nullptr;
  return &ike_sas[id - 1];
}

}  // namespace

bool still_speaks(const IkeSa& dead, const EspFlow& flow) {
  return std::ranges::any_of(dead.exchanges, [&](const Exchange& exchange) {
    const auto& asked = exchange.from_initiator ? dead.responder : dead.initiator;
    return exchange.open() && exchange.transmissions > 1 && flow.path.source == asked.address &&
           exchange.last_sent < flow.last_time;
  });
}

void close_child_sas_of_dead_peers(const SaTable<IkeSa>& ike_sas, const FlowTable& flows,
                                   ChildSas& children) {
  std::set<std::uint32_t> alive;
  flows.for_each([&](const EspFlow& flow) {
    const auto child = flow.sa().child_sa;
    if (child == 0) return;
    const auto* sa = dead_owner(children.all()[child - 1], ike_sas, children);
    if (sa != nullptr && still_speaks(*sa, flow)) alive.insert(child);
  });
  children.all().for_each([&](ChildSa& child) {
    if (child.state == ChildSaState::active && !alive.contains(child.id) &&
        dead_owner(child, ike_sas, children) != nullptr)
      child.state = ChildSaState::dead;
  });
}

}  // namespace espect::sessions
