// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/sessions/ikev1/ikev1_secrets.h"

namespace espect::sessions {
namespace {

namespace auth = registry::ikev1_auth;

constexpr std::size_t most_candidates = 64;

// How SKEYID is made, by the authentication method (RFC 2409 sections 5.1 to 5.4; XAUTH and hybrid
// authentication as the method that they are built on).
enum class SkeyidFrom : std::uint8_t { preshared_key, signatures, public_keys };

SkeyidFrom skeyid_from(registry::Ikev1AuthenticationMethod method) {
  switch (method.value) {
    case auth::pre_shared_key:
    case auth::xauthinitpreshared:
    case auth::xauthresppreshared:
      return SkeyidFrom::preshared_key;
    case auth::encryption_with_rsa:
    case auth::revised_encryption_with_rsa:
    case auth::xauthinitrsaencryption:
    case auth::xauthresprsaencryption:
    case auth::xauthinitrsarevisedencryption:
    case auth::xauthresprsarevisedencryption:
      return SkeyidFrom::public_keys;
    default:
      return SkeyidFrom::signatures;
  }
}

class Candidates {
 public:
  Candidates(const IkeSa& sa, const crypto::Prf& prf, std::string& problem)
      : prf_(prf), algorithms_(sa.selection->algorithms()), problem_(problem) {}

  void add(Bytes cipher_key, crypto::Secret skeyid, crypto::SkeyIds keys) {
    if (made_.size() >= most_candidates) return;
    auto cipher = crypto::Ikev1Cipher::of(algorithms_.encr, cipher_key);
    if (!cipher) {
      if (problem_.empty()) problem_ = cipher.error();
      return;
    }
    made_.push_back({std::move(*cipher), std::move(skeyid), std::move(keys)});
  }

  // Of a source that says SKEYID_e, or a step before it.
  void add(crypto::Secret skeyid, crypto::SkeyIds keys) {
    const auto key = crypto::ikev1_cipher_key(prf_, keys.e, algorithms_.encr_key_octets);
    add(key, std::move(skeyid), std::move(keys));
  }

  std::vector<Ikev1Candidate> release() { return std::move(made_); }

 private:
  const crypto::Prf& prf_;
  crypto::SaAlgorithms algorithms_;
  std::string& problem_;
  std::vector<Ikev1Candidate> made_;
};

}  // namespace

std::vector<Ikev1Candidate> ikev1_candidates(const keys::KeyRing& ring, const IkeSa& sa,
                                             const Phase1Material& material, std::string& problem) {
  const auto said = ring.ikev1_keys(sa.spi_i, sa.spi_r);
  const auto secrets = ring.ike_secrets(sa.spi_i, sa.spi_r, 0);
  if (said.empty() && secrets.empty())
    return problem = "no key source names it", std::vector<Ikev1Candidate>{};
  if (!sa.selection)
    return problem = "its proposal is not in the capture", std::vector<Ikev1Candidate>{};
  const auto prf = crypto::Prf::of(sa.selection->prf());
  if (!prf) return problem = prf.error(), std::vector<Ikev1Candidate>{};
  Candidates made(sa, *prf, problem);
  for (const auto* keys : said) {
    const crypto::SkeyIds derived{keys->skeyid_d, keys->skeyid_a, keys->skeyid_e};
    if (!keys->encr_key.empty()) made.add(keys->encr_key, keys->skeyid, derived);
    if (!keys->skeyid_e.empty()) made.add(keys->skeyid, derived);
  }
  if (!secrets.empty() && !material.complete())
    problem = "its key exchange is not in the capture";
  else if (!secrets.empty() && sa.ikev1 != nullptr) {
    const auto& [ni, nr] = material.nonces;
    const auto derive = [&](crypto::Secret skeyid, Bytes secret) {
      auto keys = crypto::skeyids(*prf, skeyid, secret, sa.spi_i, sa.spi_r);
      made.add(std::move(skeyid), std::move(keys));
    };
    for (const auto* secret : secrets) {
      switch (skeyid_from(sa.ikev1->authentication)) {
        case SkeyidFrom::preshared_key:
          if (ring.all_psks().empty()) problem = "its preshared key is not given";
          for (const auto& psk : ring.all_psks())
            derive(crypto::skeyid_of_preshared_key(*prf, psk.psk, ni, nr), secret->secret);
          break;
        case SkeyidFrom::signatures:
          derive(crypto::skeyid_of_signatures(*prf, ni, nr, secret->secret), secret->secret);
          break;
        case SkeyidFrom::public_keys:
          derive(crypto::skeyid_of_public_keys(*prf, ni, nr, sa.spi_i, sa.spi_r), secret->secret);
          break;
      }
    }
  }
  return made.release();
}

}  // namespace espect::sessions
