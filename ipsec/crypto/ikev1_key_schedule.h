// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/crypto/key_schedule.h"
#include "ipsec/crypto/prf.h"
#include "ipsec/crypto/sa_algorithms.h"
#include "ipsec/crypto/secret.h"

// The key derivation of IKEv1 (RFC 2409 section 5 and appendix B), step by step, as pure functions.
// `prf` is the HMAC of the negotiated hash; `ni` and `nr` are nonce data without payload headers,
// SPIs the cookies of phase 1.
namespace espect::crypto {

// SKEYID, by the way in which the peers authenticate.
Secret skeyid_of_preshared_key(const Prf& prf, Bytes preshared_key, Bytes ni, Bytes nr);
Secret skeyid_of_signatures(const Prf& prf, Bytes ni, Bytes nr, Bytes shared_secret);
// Public key encryption, both ways: the nonces are what is secret.
Secret skeyid_of_public_keys(const Prf& prf, Bytes ni, Bytes nr, std::uint64_t spi_i,
                             std::uint64_t spi_r);

// SKEYID_d, SKEYID_a and SKEYID_e.
struct SkeyIds {
  Secret d, a, e;
};
SkeyIds skeyids(const Prf& prf, Bytes skeyid, Bytes shared_secret, std::uint64_t spi_i,
                std::uint64_t spi_r);

// Appendix B: SKEYID_e itself when it is long enough, else prf(SKEYID_e, 0) and so on.
Secret ikev1_cipher_key(const Prf& prf, Bytes skeyid_e, std::size_t octets);

// hash(g^xi | g^xr) of phase 1, and hash(last block of phase 1 | message id) of all that follows;
// cut to a block. Empty when the hash is not offered.
std::vector<std::uint8_t> ikev1_first_iv(const Prf& prf, Bytes public_i, Bytes public_r,
                                         std::size_t block_octets);
std::vector<std::uint8_t> ikev1_phase2_iv(const Prf& prf, Bytes last_block,
                                          std::uint32_t message_id, std::size_t block_octets);

// One pair of SAs of a quick mode, section 5.5: each direction has KEYMAT of its own, from the SPI
// of its receiver. `shared_secret` is empty without PFS, `protocol` the number of RFC 2407 section
// 4.4.1, algorithms in IKEv2's ids (encr 0 for AH).
struct QuickModeSeed {
  std::uint8_t protocol = 0;
  std::uint32_t spi_i = 0;
  std::uint32_t spi_r = 0;
  Bytes ni, nr;
};
tl::expected<ChildKeyMaterial, std::string> quick_mode_key_material(const Prf& prf,
                                                                    SaAlgorithms algorithms,
                                                                    Bytes skeyid_d,
                                                                    Bytes shared_secret,
                                                                    const QuickModeSeed& seed);

// HASH(1) of quick mode, and that of informational and transaction exchanges: `rest` is all behind
// the HASH payload, without padding.
Secret phase2_hash(const Prf& prf, Bytes skeyid_a, std::uint32_t message_id, Bytes rest);
Secret quick_mode_hash_2(const Prf& prf, Bytes skeyid_a, std::uint32_t message_id, Bytes ni,
                         Bytes rest);
Secret quick_mode_hash_3(const Prf& prf, Bytes skeyid_a, std::uint32_t message_id, Bytes ni,
                         Bytes nr);

// HASH_I with the values in this order, HASH_R with those of the responder first (section 5).
struct Phase1Proof {
  Bytes own_public, others_public;
  std::uint64_t own_spi = 0;
  std::uint64_t others_spi = 0;
  Bytes sa_i;  // body of the initiator's SA payload
  Bytes id;    // body of the prover's ID payload
};
Secret phase1_hash(const Prf& prf, Bytes skeyid, const Phase1Proof& proof);

}  // namespace espect::crypto
