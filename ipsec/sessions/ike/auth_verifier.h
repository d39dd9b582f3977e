// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/ike/ike_contents.h"
#include "ipsec/sessions/ike/ike_generations.h"
#include "ipsec/sessions/ike/init_transcripts.h"
#include "ipsec/sessions/ike/opening.h"

namespace espect::sessions {

// Verifies AUTH of both sides: RFC 7296 section 2.15, IntAuth of RFC 9242 section 3.3.2, PPK of RFC
// 8784, the full transcript of draft-ietf-ipsecme-ikev2-downgrade-prevention.
class AuthVerifier {
 public:
  explicit AuthVerifier(const keys::KeyRing& ring) : ring_(ring) {}

  // The IKE_SA_INIT messages that were accepted; `said`: the notify 16447 is in it.
  void set_init_request(Bytes message, bool said) { set_init(0, message, said); }
  void set_init_response(Bytes message, bool said) { set_init(1, message, said); }
  void set_nonces(Bytes ni, Bytes nr);

  // Opened IKE_INTERMEDIATE and IKE_AUTH messages, copies left out, in order.
  void on_intermediate(const IkeMessage& message, bool from_initiator, const IkeContents& contents,
                       const IkeGeneration& generation);
  void on_auth(const IkeMessage& message, bool from_initiator, const IkeContents& contents,
               const IkeGeneration& generation);

  const std::array<PeerAuthentication, 2>& peers() const { return peers_; }

 private:
  // What an AUTH is computed with.
  struct Attempt {
    std::size_t side;
    const crypto::Prf& prf;
    Bytes sk_p;
    const InitTranscript& transcript;
    Bytes auth_data;
  };
  void set_init(std::size_t side, Bytes message, bool said);
  void check(PeerAuthentication& peer, std::size_t side, Bytes auth_data,
             const IkeGeneration& generation);
  std::vector<std::uint8_t> signed_octets(const Attempt& attempt, bool own_half_first) const;
  AuthVerdict check_one(const Attempt& attempt) const;
  AuthVerdict check_psk(const Attempt& attempt) const;
  AuthVerdict check_signature(const Attempt& attempt) const;

  // By side: 0 the initiator, 1 the responder.
  const keys::KeyRing& ring_;
  InitMessages init_;
  std::array<std::vector<std::uint8_t>, 2> nonce_;
  std::array<crypto::Secret, 2> int_auth_;
  std::array<PeerAuthentication, 2> peers_;
  std::uint32_t auth_message_id_ = 0;
  bool intermediate_ = false;
  bool eap_ = false;
  std::string sm2_id_;                 // who an SM2 signature is by
  bool ppk_ = false;                   // a PPK was offered in IKE_AUTH
  std::array<unsigned, 2> in_vain_{};  // AUTH payloads that nothing fitted
};

}  // namespace espect::sessions
