// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_peers.h"

#include <utility>

namespace espect::sessions {

void IkePeers::began(IkeSa& sa) {
  auto& between = of(sa);
  if (sa.spi_r != 0) sa.likely_encr = between.encr;
  if (sa.transport == Encapsulation::udp)
    between.unanswered_udp = sa.spi_r == 0 ? sa.id : 0;
  else if (sa.transport == Encapsulation::tcp && between.unanswered_udp != 0)
    sa.fallback_from = std::exchange(between.unanswered_udp, 0);
}

void IkePeers::answered(const IkeSa& sa) {
  auto& between = of(sa);
  if (sa.selection) between.encr = sa.selection->algorithms().encr;
  if (between.unanswered_udp == sa.id) between.unanswered_udp = 0;
}

void IkePeers::on_keepalive(const Path& path) {
  auto* pair = between_.find(path.source, path.destination);
  if (pair != nullptr) ++pair->record.keepalives[between_.side(*pair, path.source)];
}

void IkePeers::finish(IkeSa& sa) const {
  const auto* pair = find(sa);
  if (pair == nullptr) return;
  const auto side = between_.side(*pair, sa.initiator.address);
  sa.nat_keepalives = {pair->record.keepalives[side], pair->record.keepalives[1 - side]};
}

}  // namespace espect::sessions
