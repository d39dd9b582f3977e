// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/ike/exchange.h"
#include "ipsec/sessions/ike/ike_sa_state.h"
#include "ipsec/sessions/ike/ikev1_sa.h"
#include "ipsec/sessions/ike/nat_detection.h"
#include "ipsec/sessions/ike/opening.h"
#include "ipsec/sessions/said/proposal.h"

namespace espect::sessions {

// An INVALID_KE_PAYLOAD that waits for the initiator's next attempt.
struct KeyExchangeRefusal {
  registry::KeyExchangeMethod offered;
  registry::KeyExchangeMethod wanted;
  std::uint32_t request_frame = 0;
  std::uint32_t refusal_frame = 0;
};

// Why a message with the SPIs of an IKE SA is not judged as its own.
enum class NotOfSa : std::uint8_t {
  icv_failed,    // its sender's keys are known for good, and it verifies under none of them
  begins_again,  // with what an IKE SA begins, of one that is in use
};

// What a message may be that verifies under none of them; an ICV does not show which.
inline constexpr std::string_view without_its_keys =
    "damaged on the way, made up, or sealed with others";

// Messages with its SPIs that are not judged as its own (IkeMessageNotOfSa): they count nowhere
// else.
struct SetAside {
  std::uint32_t icv_failed = 0;
  std::uint32_t begins_again = 0;
  std::uint32_t first_frame = 0;

  void add(NotOfSa why, std::uint32_t frame) {
    if (first_frame == 0) first_frame = frame;
    ++(why == NotOfSa::icv_failed ? icv_failed : begins_again);
  }
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
  StateCertainty state_certainty = StateCertainty::observed;
  // The newest message is an IKE_AUTH response that refuses, by its outside.
  bool looks_refused = false;
  // Its newest exchange was closed and may have deleted it: with this cipher, or in IKEv1, the
  // outside does not tell.
  bool may_have_ended = false;
  // Messages of it are not in this capture, though there were some: what they made, moved or ended
  // is not known.
  bool messages_missing = false;
  bool seen_from_start = false;  // its IKE_SA_INIT, or the rekey that made it, is in the capture
  // IKE SAs before it whose peers gave them up and began again under the SPI of the initiator.
  std::uint8_t given_up_before = 0;
  bool given_up = false;  // so was this one: nothing but both of its SPIs names it
  std::optional<std::uint32_t> rekeyed_from;  // id of the IKE SA that it replaces
  std::optional<std::uint32_t> rekeyed_to;
  std::uint32_t lineage = 0;  // id of the first of a chain of rekeyed IKE SAs

  std::uint32_t messages = 0;  // as they travelled: fragments and copies count
  std::uint32_t encrypted = 0;
  std::uint32_t decrypted = 0;
  std::uint32_t retransmissions = 0;  // datagrams seen again with the same octets
  std::uint32_t from_initiator = 0;   // messages by direction
  std::uint32_t from_responder = 0;
  SetAside set_aside;
  std::uint32_t first_frame = 0;
  std::uint32_t last_frame = 0;
  Time first_time{};
  Time last_time{};

  // When it came up, of those in the capture: an accepted IKE_AUTH, or a later exchange.
  std::uint32_t established_frame = 0;  // 0: never
  Time established{};

  Encapsulation transport = Encapsulation::none;  // of its first message
  // The IKE SA over UDP between the same addresses that nobody answered before this one began over
  // TCP (RFC 9329 section 5).
  std::optional<std::uint32_t> fallback_from;
  NatDetection nat;
  // NAT keepalives between its addresses, by sender: the initiator, the responder.
  std::array<std::uint32_t, 2> nat_keepalives{};

  // Of the last IKE_SA_INIT attempt.
  std::vector<Proposal> offer;
  std::optional<Proposal> selection;
  // Where no negotiation was seen: of the newest IKE SA between the same addresses. 0 = not known.
  registry::EncryptionAlgorithm likely_encr;
  std::vector<registry::KeyExchangeMethod> key_exchanges_sent;  // in the requests, in order
  std::vector<std::uint16_t> notifies_i;                        // types in IKE_SA_INIT, request
  std::vector<std::uint16_t> notifies_r;                        // and response
  std::uint32_t cookies = 0;                                    // challenges
  std::uint32_t invalid_ke = 0;  // INVALID_KE_PAYLOAD answers to IKE_SA_INIT
  std::optional<KeyExchangeRefusal> refusal;

  std::vector<Exchange> exchanges;   // the newest few
  std::uint32_t exchanges_seen = 0;  // all of them
  std::unique_ptr<Ikev1Sa> ikev1;    // only of version 1
  std::unique_ptr<Opening> opening;  // only where key sources were given

  bool ephemeral_ports = false;  // MUSE: both said UDP_EPHEMERAL_SOURCE_PORT

  // Whether a PPK went into SK_d (RFC 8784, RFC 9867); nothing where that is encrypted and was not
  // opened.
  std::optional<bool> ppk_used;

  // Whether its negotiation could be read. Not so of one made by a rekey that was not opened, nor
  // of one that began before the capture.
  bool negotiation_seen() const { return seen_from_start || selection; }
  // It came up, and has neither ended nor been replaced so far.
  bool in_use() const { return state == IkeSaState::established; }
  // Where NAT detection and what it sends place a side; nothing when it was not seen.
  std::optional<NatPlace> nat_place(bool of_initiator) const;
  // The only way to another state.
  void see(IkeSaSeen seen);
  bool initiator_said(std::uint16_t notify) const;
  bool responder_said(std::uint16_t notify) const;
  bool quantum_resistant() const { return selection && selection->quantum_resistant(); }
};

}  // namespace espect::sessions
