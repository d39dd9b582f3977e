// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/begun_again.h"

#include <algorithm>

#include "ipsec/sessions/ike/exchange_list.h"
#include "ipsec/sessions/ike/ike_sa_init.h"

namespace espect::sessions {

bool begins_again(IkeSa& sa, const IkeMessage& message, bool from_initiator) {
  const auto& header = message.header();
  if (!opens_ike_sa(header) || sa.version != 2 || !sa.in_use()) return false;
  const bool known = header.response() ? sa.selection.has_value() : !sa.offer.empty();
  return known && that_has(sa, message, from_initiator) == nullptr;
}

bool gives_up(IkeSa& sa, const Datagram& datagram, const IkeMessage& message) {
  constexpr std::uint8_t most_given_up = 16;
  const auto& header = message.header();
  if (!opens_ike_sa(header) || header.response() || header.spi_r != 0 || sa.version != 2 ||
      sa.encrypted == 0 || sa.given_up_before == most_given_up || sa.offer.empty() ||
      !(datagram.path.source == sa.initiator.address &&
        datagram.path.destination == sa.responder.address))
    return false;
  const bool in_vain = std::ranges::any_of(sa.exchanges, [](const Exchange& exchange) {
    return exchange.encrypted && exchange.open() && exchange.transmissions > 1;
  });
  return (in_vain || sa.state == IkeSaState::refused || sa.state == IkeSaState::deleted) &&
         that_has(sa, message, true) == nullptr;
}

}  // namespace espect::sessions
