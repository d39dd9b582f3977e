// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/ike/ike_contents.h"
#include "ipsec/sessions/ike/ike_generations.h"
#include "ipsec/sessions/ike/opening.h"

namespace espect::sessions {

// Verifies AUTH of both sides: RFC 7296 section 2.15, IntAuth of RFC 9242 section 3.3.2, PPK of RFC
// 8784, the full transcript of draft-ietf-ipsecme-ikev2-downgrade-prevention.
class AuthVerifier {
 public:
  explicit AuthVerifier(const keys::KeyRing& ring) : ring_(ring) {}

  // The IKE_SA_INIT messages that were accepted; `full_transcript`: both sent the notify 16447.
  void set_init_request(Bytes message) { init_[0].assign(message.begin(), message.end()); }
  void set_init_response(Bytes message, bool full_transcript);
  void set_nonces(Bytes ni, Bytes nr);

  // Opened IKE_INTERMEDIATE and IKE_AUTH messages, copies left out, in order.
  void on_intermediate(const IkeMessage& message, bool from_initiator, const IkeContents& contents,
                       const IkeGeneration& generation);
  void on_auth(const IkeMessage& message, bool from_initiator, const IkeContents& contents,
               const IkeGeneration& generation);

  const std::array<PeerAuthentication, 2>& peers() const { return peers_; }

 private:
  void check(PeerAuthentication& peer, std::size_t side, Bytes auth_data,
             const IkeGeneration& generation);
  std::vector<std::uint8_t> signed_octets(std::size_t side, const crypto::Prf& prf, Bytes sk_p,
                                          Bytes id, bool own_half_first) const;
  AuthVerdict check_psk(std::size_t side, const crypto::Prf& prf, Bytes sk_p,
                        Bytes auth_data) const;

  // By side: 0 the initiator, 1 the responder.
  const keys::KeyRing& ring_;
  std::array<std::vector<std::uint8_t>, 2> init_;
  std::array<std::vector<std::uint8_t>, 2> nonce_;
  std::array<crypto::Secret, 2> int_auth_;
  std::array<PeerAuthentication, 2> peers_;
  std::uint32_t auth_message_id_ = 0;
  bool intermediate_ = false;
  bool full_transcript_ = false;
  bool eap_ = false;
  bool ppk_ = false;  // a PPK was offered in IKE_AUTH
};

}  // namespace espect::sessions
