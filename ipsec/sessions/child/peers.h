// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ipsec/sessions/child/child_sas.h"
#include "ipsec/sessions/child/path_mtu_announcement.h"
#include "ipsec/sessions/child/peer_moves.h"
#include "ipsec/sessions/table/address_pairs.h"

namespace espect::sessions {

// What IKE says about peers and ESP needs to know: IKE writes, ESP reads, and there is no other way
// between the two.
class Peers {
 public:
  ChildSas& children() { return children_; }
  const ChildSas& children() const { return children_; }
  PeerMoves& moves() { return moves_; }
  const PeerMoves& moves() const { return moves_; }

  // An LMAP or PTB value that its receiver knows from now on; a newer one of the same SA replaces
  // it.
  void announce(const PathMtuAnnouncement& announcement);
  // Grows with every announcement.
  std::uint32_t announced_version() const { return announced_version_; }
  // Between these two, in either direction.
  std::span<const PathMtuAnnouncement> announced(const Path& path) const;

  // How far the IKE SAs between two addresses are open to us. `from_start`: its IKE_SA_INIT or the
  // rekey that made it was seen.
  void ike_sa_began(const Endpoint& a, const Endpoint& b, bool from_start);
  void ike_sa_start_known(const Endpoint& a, const Endpoint& b);
  // A message of one that found no place.
  void ike_sa_left_out(const Path& path);
  // IDs of messages show that others are not in the capture.
  void ike_messages_missing(const Endpoint& a, const Endpoint& b);
  // An exchange that may make Child SAs is not seen in full, or is now.
  void ike_exchange_open(const Endpoint& a, const Endpoint& b, bool open);
  void ike_message_sealed(const Endpoint& a, const Endpoint& b);
  void ike_message_opened(const Endpoint& a, const Endpoint& b);
  // Whether there are such IKE SAs and every one was opened from its start, with both sides of
  // every exchange that may make a Child SA, so that every SPI between the two is known.
  bool all_known(const Path& path) const;

 private:
  struct Knowledge {
    std::uint32_t late_starts = 0;  // IKE SAs
    std::uint32_t closed = 0;       // encrypted messages that no key opened
    bool opened = false;
    bool left_out = false;   // IKE SAs beyond the limit
    bool missing = false;    // messages, by the IDs of others
    std::uint32_t open = 0;  // exchanges of which one side was seen
    std::vector<PathMtuAnnouncement> announcements;
  };
  ChildSas children_;
  PeerMoves moves_;
  std::uint32_t announced_version_ = 0;
  AddressPairs<Knowledge> pairs_;
};

}  // namespace espect::sessions
