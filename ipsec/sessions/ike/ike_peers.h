// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/table/address_pairs.h"

namespace espect::sessions {

// What IKE SAs between the same two addresses say about one another.
class IkePeers {
 public:
  // It was added and has its addresses.
  void began(IkeSa& sa);
  void answered(const IkeSa& sa);  // IKE_SA_INIT, in whatever way
  void on_keepalive(const Path& path);

  // At the end: counts keepalives.
  void finish(IkeSa& sa) const;

 private:
  struct Between {
    registry::EncryptionAlgorithm encr;  // of the newest negotiation
    std::uint32_t unanswered_udp =
        0;  // id of the newest IKE SA over UDP, nothing heard of its responder
    std::array<std::uint32_t, 2> keepalives{};  // by side of the pair
  };
  const AddressPairs<Between>::Pair* find(const IkeSa& sa) const {
    return between_.find(sa.initiator.address, sa.responder.address);
  }
  Between& of(const IkeSa& sa) {
    return between_.of(sa.initiator.address, sa.responder.address).record;
  }
  AddressPairs<Between> between_;
};

}  // namespace espect::sessions
