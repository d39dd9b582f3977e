// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/ike/exchange.h"
#include "ipsec/sessions/ike/ike_secrets.h"
#include "ipsec/sessions/said/proposal.h"

namespace espect::sessions {

enum class IkeSaState : std::uint8_t {
  half_open,    // no responder SPI yet
  refused,      // an error notify ended IKE_SA_INIT or IKE_AUTH
  negotiating,  // the responder answered IKE_SA_INIT
  established,  // IKE_AUTH was answered at length, or later exchanges show it
  rekeyed,
  deleted,
  dead,  // requests went unanswered until the end
};

// An INVALID_KE_PAYLOAD that waits for the initiator's next attempt.
struct KeyExchangeRefusal {
  std::uint16_t offered = 0;
  std::uint16_t wanted = 0;
  std::uint32_t request_frame = 0;
  std::uint32_t refusal_frame = 0;
};

// One IKE SA, by its pair of SPIs. Before the responder has chosen one, and for all attempts after
// COOKIE and INVALID_KE_PAYLOAD, it is the initiator's SPI that names it.
struct IkeSa {
  std::uint32_t id = 0;  // 1, 2, ... in order of appearance
  std::uint64_t spi_i = 0;
  std::uint64_t spi_r = 0;
  std::uint8_t version = 2;
  Endpoint initiator;  // as first seen
  Endpoint responder;
  IkeSaState state = IkeSaState::half_open;
  bool seen_from_start = false;  // its IKE_SA_INIT, or the rekey that made it, is in the capture
  std::optional<std::uint32_t> rekeyed_from;  // id of the IKE SA that it replaces
  std::optional<std::uint32_t> rekeyed_to;
  std::uint32_t lineage = 0;  // id of the first of a chain of rekeyed IKE SAs

  std::uint32_t messages = 0;  // as they travelled: fragments and copies count
  std::uint32_t encrypted = 0;
  std::uint32_t decrypted = 0;
  std::uint32_t retransmissions = 0;  // datagrams seen again with the same octets
  std::uint32_t from_initiator = 0;   // messages by direction
  std::uint32_t from_responder = 0;
  std::uint32_t first_frame = 0;
  std::uint32_t last_frame = 0;
  Time first_time{};
  Time last_time{};

  // Of the last IKE_SA_INIT attempt.
  std::vector<Proposal> offer;
  std::optional<Proposal> selection;
  std::vector<std::uint16_t>
      key_exchanges_sent;                 // methods in KE payloads of the requests, in order
  std::vector<std::uint16_t> notifies_i;  // types in IKE_SA_INIT, request
  std::vector<std::uint16_t> notifies_r;  // and response
  std::uint32_t cookies = 0;              // challenges
  std::uint32_t invalid_ke = 0;           // INVALID_KE_PAYLOAD answers to IKE_SA_INIT
  std::optional<KeyExchangeRefusal> refusal;

  std::vector<Exchange> exchanges;      // the newest few, and every open one
  std::unique_ptr<IkeSecrets> secrets;  // only where key sources were given

  bool initiator_said(std::uint16_t notify) const;
  bool responder_said(std::uint16_t notify) const;
  bool quantum_resistant() const { return selection && selection->quantum_resistant(); }
};

}  // namespace espect::sessions
