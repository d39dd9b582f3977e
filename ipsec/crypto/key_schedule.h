// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/crypto/prf.h"
#include "ipsec/crypto/sa_algorithms.h"
#include "ipsec/crypto/secret.h"

// The key derivation of IKEv2, step by step, as pure functions. `ni` and `nr` are nonce data
// without payload headers; a shared secret is what the key exchange method yields.
namespace espect::crypto {

// RFC 7296 section 2.14. e* end with the salt of AEAD and counter modes; a* are empty with AEAD.
struct IkeKeyMaterial {
  Secret d, ai, ar, ei, er, pi, pr;
};

// KEYMAT of one pair of Child SAs, RFC 7296 section 2.17: from the initiator of the exchange that
// made it, and from its responder. encr ends with the salt; with an SSKDF it is the root key.
struct ChildKeyMaterial {
  Secret encr_i, integ_i, encr_r, integ_r;
};

// The SKEYSEED steps.
Secret skeyseed(const Prf& prf, Bytes ni, Bytes nr, Bytes shared_secret);  // RFC 7296 2.14
// After an IKE_INTERMEDIATE with a key exchange, RFC 9370 section 2.2.2: prf of the SA, SK_d of the
// generation before, nonces of IKE_SA_INIT.
Secret skeyseed_intermediate(const Prf& prf, Bytes sk_d, Bytes shared_secret, Bytes ni, Bytes nr);
// Of an IKE SA made by a rekey: prf and SK_d of the old SA, nonces of CREATE_CHILD_SA, `additional`
// = secrets of its IKE_FOLLOWUP_KE exchanges in order (RFC 7296 section 2.18, RFC 9370 2.2.4).
Secret skeyseed_rekey(const Prf& old_prf, Bytes old_sk_d, Bytes shared_secret, Bytes ni, Bytes nr,
                      const std::vector<Secret>& additional);
// With a PPK in IKE_INTERMEDIATE, RFC 9867: prf+(PPK, SK_d) of preferred key length.
Secret skeyseed_ppk(const Prf& prf, Bytes ppk, Bytes sk_d);

// SK_* from SKEYSEED by prf+. The error names what has no known key length.
tl::expected<IkeKeyMaterial, std::string> ike_key_material(const Prf& prf, SaAlgorithms algorithms,
                                                           Bytes skeyseed, Bytes ni, Bytes nr,
                                                           std::uint64_t spi_i,
                                                           std::uint64_t spi_r);
// RFC 8784 section 3: SK_d, SK_pi and SK_pr are replaced by prf+(PPK, ...) of their own length.
void apply_ppk(const Prf& prf, Bytes ppk, IkeKeyMaterial& keys);

// KEYMAT for ESP or AH (encr 0 for AH). `shared_secret` is empty without a key exchange of its own;
// `additional` as in skeyseed_rekey: prf+(SK_d, [SK(0) |] Ni | Nr [| SK(1) | ...]).
tl::expected<ChildKeyMaterial, std::string> child_key_material(
    const Prf& prf, SaAlgorithms algorithms, Bytes sk_d, Bytes shared_secret, Bytes ni, Bytes nr,
    const std::vector<Secret>& additional);

// draft-ietf-ipsecme-eesp section 5: key and salt of one sub-SA, SSKDF(root key, Session ID, L).
// The error names an SSKDF that is not defined.
tl::expected<Secret, std::string> sub_sa_key(SaAlgorithms algorithms, Bytes root,
                                             std::uint16_t session_id);

// Octets of key, salt included, of a cipher and of an integrity algorithm; the error names an
// algorithm whose sizes are not known or a length that it does not take.
tl::expected<std::size_t, std::string> encryption_key_octets(SaAlgorithms algorithms);
tl::expected<std::size_t, std::string> integrity_key_octets(SaAlgorithms algorithms);

}  // namespace espect::crypto
