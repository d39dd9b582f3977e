// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipsec/crypto/ikev1_cipher.h"
#include "ipsec/crypto/ikev1_key_schedule.h"
#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/ikev1/ikev1_message.h"

namespace espect::sessions {

// What the keys of an IKEv1 SA may be. What is not known is empty.
struct Ikev1Candidate {
  crypto::Ikev1Cipher cipher;
  crypto::Secret skeyid;
  crypto::SkeyIds keys;
};

// What phase 1 showed in the clear and keys are derived from.
struct Phase1Material {
  std::array<std::vector<std::uint8_t>, 2> nonces;   // of the initiator, of the responder
  std::array<std::vector<std::uint8_t>, 2> publics;  // of the key exchange
  std::vector<std::uint8_t> sa_i;                    // body of the initiator's SA payload
  // Bodies of ID and HASH, in the clear or opened.
  std::array<std::vector<std::uint8_t>, 2> ids;
  std::array<std::vector<std::uint8_t>, 2> hashes;
  std::array<bool, 2> signed_by{};  // has a SIG payload instead
  bool complete() const {
    return !nonces[0].empty() && !nonces[1].empty() && !publics[0].empty() && !publics[1].empty();
  }
};

// The keys that sources say or that follow from what they say (RFC 2409 section 5); `problem` says
// why there is none. Bounded, however many preshared keys there are.
std::vector<Ikev1Candidate> ikev1_candidates(const keys::KeyRing& ring, const IkeSa& sa,
                                             const Phase1Material& material, std::string& problem);

// An initialization vector for each message: in phase 1 the last block of the message before,
// behind it a chain for each message id. The newest 64 chains, and IVs of copies, are kept.
class IvChains {
 public:
  // For a message; empty when nothing says it.
  std::vector<std::uint8_t> iv_of(const crypto::Prf& prf, const Phase1Material& material,
                                  const Ikev1Message& message, std::size_t block_octets);
  // A message that is no copy went by, under this IV.
  void passed(const Ikev1Message& message, std::vector<std::uint8_t> iv, std::size_t block_octets);

 private:
  static constexpr std::size_t max_chains = 64;
  struct Chain {
    std::uint32_t message_id = 0;
    std::vector<std::uint8_t> last_block;
  };
  struct Used {
    std::uint64_t digest = 0;
    std::vector<std::uint8_t> iv;
  };
  std::vector<std::uint8_t> phase1_block_;  // the last of phase 1, or its first IV
  std::vector<Chain> chains_;               // the newest last
  std::vector<Used> used_;
};

}  // namespace espect::sessions
