// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/said/ikev1_offer.h"
#include "ipsec/sessions/said/proposal.h"
#include "ipsec/sessions/said/traffic_selector.h"
#include "ipsec/wire/ike/extensions/vpn_id.h"

namespace espect::sessions {

enum class ChildSaState : std::uint8_t {
  pending,  // IKE_FOLLOWUP_KE exchanges are still to come
  active,
  rekeyed,
  deleted,
  dead,  // its IKE SA is dead (RFC 7296 section 2.4), and it carries nothing from the silent peer
};

enum class ChildSaMode : std::uint8_t { tunnel, transport, beet, iptfs };

// A pair of ESP or AH SAs that IKE made. "Initiator" is that of the exchange that made it
// (IKE_AUTH or CREATE_CHILD_SA), as in TSi and TSr.
struct ChildSa {
  std::uint32_t id = 0;       // 1, 2, ... in order of appearance
  std::uint32_t ike_sa = 0;   // id of the IKE SA whose exchange made it
  std::uint32_t lineage = 0;  // of that IKE SA: ChildSas::owner() says which of it has them now
  Protocol protocol = Protocol::esp;
  // Chosen by the initiator: packets to it carry this one. 0 when the request was not opened.
  std::uint32_t spi_i = 0;
  std::uint32_t spi_r = 0;
  Endpoint initiator;  // as they were then
  Endpoint responder;
  Proposal selection;
  ChildSaMode mode = ChildSaMode::tunnel;
  std::vector<TrafficSelector> ts_i;
  std::vector<TrafficSelector> ts_r;
  bool ipcomp = false;
  std::uint8_t made_in = 0;  // type of the exchange; Quick Mode of IKEv1 is 32
  // Of IKEv1: what the initiator offered with the transform that was selected, what the responder
  // answered.
  std::optional<Lifetime> lifetime_i;
  std::optional<Lifetime> lifetime_r;
  ChildSaState state = ChildSaState::active;
  std::optional<std::uint32_t> rekeyed_from;  // id of the Child SA that REKEY_SA names
  std::uint32_t created_frame = 0;            // of the response
  Time created{};
  std::uint32_t closed_frame = 0;  // of the message that deleted it, 0 = none
  Time closed{};

  // What extensions of the experimental profile agreed on or announced.
  std::optional<wire::ike::VpnIdMode> vpn_id_mode;  // only when the response repeats the request's
  bool echo_supported = false;                      // both said ESP_ECHO_SUPPORTED
  std::optional<std::vector<std::uint8_t>> dscp_i;  // of the DSCP notify: request, response
  std::optional<std::vector<std::uint8_t>> dscp_r;
  std::optional<std::uint8_t> replay_status_i;  // flags, of the initiator about spi_i; the last
  std::optional<std::uint8_t> replay_status_r;

  bool per_resource = false;  // RFC 9611: both said SA_RESOURCE_INFO
  bool diet_esp = false;      // both said HCP_PROPOSAL: its packets have shortened headers
  // EESP: the highest Session ID and Crypt Offset (in units of 4 octets) that each side accepts.
  std::optional<std::uint16_t> max_sub_sa_id_i;
  std::optional<std::uint16_t> max_sub_sa_id_r;
  std::optional<std::uint8_t> max_crypt_offset_i;
  std::optional<std::uint8_t> max_crypt_offset_r;
  // Whether packets of EESP carry a sequence number; nothing: it was not negotiated, or is no EESP.
  std::optional<bool> eesp_numbered() const;

  // What the receiver of packets with this SPI announced about its replay protection.
  const std::optional<std::uint8_t>& replay_status(std::uint32_t spi) const {
    return spi == spi_i ? replay_status_i : replay_status_r;
  }

  // Whether the SN transform says 64-bit sequence numbers; nothing when there is none.
  std::optional<bool> esn() const;
  // Whether it says that the numbers of packets have no order.
  bool unspecified_numbers() const;
};

}  // namespace espect::sessions
