// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/said/ikev1_offer.h"

namespace espect::sessions {

enum class Ikev1Mode : std::uint8_t { unknown, main, aggressive, base };

// What one side showed of itself in phase 1.
struct Ikev1Peer {
  std::vector<std::vector<std::uint8_t>> vendor_ids;  // bodies, the first few
  std::vector<std::uint8_t> id;                       // body of its ID payload
  bool id_in_clear = false;
  bool certificate = false;  // sent one
};

// An error notify, in the clear or opened.
struct Ikev1Refusal {
  registry::Ikev1NotifyType notify;
  bool from_initiator = false;  // who refused
  bool opened = false;          // it was encrypted
  std::vector<std::uint32_t> request_frames;
  std::uint32_t frame = 0;
  std::uint8_t exchange = 0;  // type and message of what was refused; 0 when that is not known
  std::uint8_t step = 0;
};

// What an IKE SA of version 1 has besides: of phase 1, RFC 2409 section 5.
struct Ikev1Sa {
  Ikev1Mode mode = Ikev1Mode::unknown;
  registry::Ikev1AuthenticationMethod authentication;  // selected; 0 = not known
  std::vector<Ikev1Offer> offers;                      // one for each transform
  std::optional<Ikev1Offer> selected;
  std::array<Ikev1Peer, 2> peers;  // initiator, responder
  std::uint32_t selection_frame = 0;
  std::uint32_t request_frame = 0;      // of the offer; 0 when it is not in the capture
  std::optional<Ikev1Refusal> refusal;  // the newest, until the negotiation goes on
  // Opened exchanges.
  bool configuration = false;  // mode config
  bool xauth = false;
  std::optional<bool> xauth_accepted;
  std::uint32_t dpd_probes = 0;  // R-U-THERE, and how many were answered
  std::uint32_t dpd_answers = 0;

  const Ikev1Peer& initiator() const { return peers[0]; }
  const Ikev1Peer& responder() const { return peers[1]; }
};

}  // namespace espect::sessions
