// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/ike/auth_verifier.h"
#include "ipsec/sessions/ike/fragment_collector.h"
#include "ipsec/sessions/ike/ike_generations.h"
#include "ipsec/sessions/said/sa_payloads.h"

namespace espect::sessions {

// An opened exchange that makes something, from its request to the response.
struct MakingExchange {
  std::uint8_t type = 0;  // of the exchange
  std::uint32_t message_id = 0;
  bool from_initiator = true;  // who asked, of the IKE SA
  SaPayloads request;
  std::uint32_t frame = 0;
};

// A CREATE_CHILD_SA whose IKE_FOLLOWUP_KE exchanges are not over, RFC 9370 section 2.2.4.
struct FollowUp {
  std::vector<std::uint8_t> link;  // data of the last N(ADDITIONAL_KEY_EXCHANGE)
  std::uint32_t child_sa = 0;      // id of what it makes
};

// What an IKE SA needs to be opened and followed; only of one that a key source names.
struct IkeSecrets {
  explicit IkeSecrets(const keys::KeyRing& ring) : verifier(ring) {}

  std::optional<IkeGenerations> generations;  // from the first encrypted message on
  std::array<bool, 2> keys_for_good{};  // of the initiator, of the responder: they change no more
  FragmentCollector fragments;
  std::vector<std::uint8_t> nonce_i;  // of IKE_SA_INIT, or of the rekey that made it
  std::vector<std::uint8_t> nonce_r;
  std::vector<SkD> old_sk_d;  // of the IKE SA that this one replaces
  std::vector<MakingExchange> making;
  std::vector<FollowUp> follow_ups;
  std::uint32_t child_without_request =
      0;  // id of the Child SA of IKE_AUTH whose request is not seen
  AuthVerifier verifier;
};

}  // namespace espect::sessions
