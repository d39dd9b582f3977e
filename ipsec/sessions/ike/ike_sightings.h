// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/table/digest.h"
#include "ipsec/sessions/table/recent_datagrams.h"

namespace espect::sessions {

// Tells IKE messages that the capture saw twice, at one point of the path or on both sides of a
// hop, from those that were sent twice.
class IkeSightings {
 public:
  // Whether this very packet was there before; else it is remembered.
  bool again(const IkeSa& sa, const Datagram& datagram, const IkeMessage& message) {
    // MOBIKE sends the same octets on several paths at once (RFC 4555 section 3.10). Without an
    // identification only the path tells those from one packet that was captured twice.
    auto digest = digest_of(message.octets());
    if (datagram.ip.identification == 0)
      digest ^= hash_addresses(datagram.path.source, datagram.path.destination);
    const Recognised recognised{sa.id, message.header().message_id, digest};
    const Sighting sighting(datagram);
    const auto hops = recent_.seen_again(recognised, sighting);
    if (!hops) recent_.add(recognised, sighting);
    if (hops.value_or(0) != 0) ++on_both_sides_;
    return hops.has_value();
  }
  // Datagrams that came again from the other side of a hop.
  std::uint64_t on_both_sides() const { return on_both_sides_; }

 private:
  RecentDatagrams recent_;
  std::uint64_t on_both_sides_ = 0;
};

}  // namespace espect::sessions
