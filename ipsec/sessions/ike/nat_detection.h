// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/ike/ike_message.h"

namespace espect::sessions {

enum class NatPlace : std::uint8_t {
  not_found,         // each peer sees the other as it sees itself
  behind,            // a NAT stands before this side
  behind_or_forced,  // the same, or it faked its hash to force UDP encapsulation: equal octets
};

// The NAT_DETECTION hashes of IKE_SA_INIT (RFC 7296 section 2.23), judged by addresses and ports as
// this capture saw them.
class NatDetection {
 public:
  // Of the last attempt.
  void on_init(const IkeMessage& message, const Path& path, bool from_initiator);

  // What the NAT-D payloads of one IKEv1 message say (RFC 3947 section 3.2).
  void on_nat_d(bool from_initiator, bool own_source_fits, bool destination_fits) {
    const std::size_t sender = from_initiator ? 0 : 1;
    sides_[sender].own_source_fits = own_source_fits;
    sides_[1 - sender].peers_destination_fits = destination_fits;
  }

  // Nothing when the hashes about this side were not seen in both messages.
  std::optional<NatPlace> place(bool initiator) const;

  struct Side {
    std::optional<bool> own_source_fits;
    std::optional<bool> peers_destination_fits;
  };
  // What it was told, to be kept and restored.
  std::array<Side, 2>& sides() { return sides_; }
  const std::array<Side, 2>& sides() const { return sides_; }

 private:
  std::array<Side, 2> sides_;  // of the initiator, of the responder
};

}  // namespace espect::sessions
