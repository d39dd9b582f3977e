// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "ipsec/sessions/ike/auth_verifier.h"
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

// IKE_AUTH played by both sides, who compute AUTH as RFC 7296 section 2.15 says.
namespace espect::test {

namespace exchange = registry::exchange;
namespace notifies = registry::notify;
using sessions::AuthVerdict;
using sessions::Transcript;

inline const crypto::Secret psk(20, 0x70);
inline const Octets id_i = id_payload("alice");
inline const Octets id_r = id_payload("bob");

// Computes AUTH as RFC 7296 section 2.15 says, from what was sent.
struct Play {
  AuditBench bench{with_keys};
  PlayedIke ike{bench};
  crypto::Secret int_auth[2];
  bool intermediate = false;
  bool full_transcript = false;
  bool own_half_first = false;

  explicit Play(const std::vector<PayloadSpec>& more = {}, const crypto::Secret& known = psk,
                bool by_identity = false)
      : Play(more, more, known, by_identity) {}
  Play(const std::vector<PayloadSpec>& asked, const std::vector<PayloadSpec>& answered,
       const crypto::Secret& known, bool by_identity) {
    bench.ring.add(ike_secret(0, secret(5)));
    for (const std::uint8_t index : Octets{1, 2}) bench.ring.add(ike_secret(index, secret(index)));
    keys::Psk row;
    row.psk = known;
    if (by_identity) {
      row.id_i = "alice";
      row.id_r = "bob";
    }
    bench.ring.add(row);
    ike.init(secret(5), asked, answered);
  }

  // RFC 9242 section 3.3.2: the message as if it had one SK payload without IV, padding and ICV.
  void count_intermediate(std::size_t side, std::size_t ke_octets, std::uint32_t id) {
    const std::vector<PayloadSpec> inside{{registry::payload::ke, ke_payload(36, ke_octets)}};
    MessageSpec spec{
        initiator_spi, responder_spi, exchange::ike_intermediate, side == 0, side == 1, id, {}};
    spec.payloads = {{registry::payload::sk, payload_chain(inside)}};
    Octets octets = ike_message(spec);
    octets[wire::ike::Header::octets] = registry::payload::ke;
    const auto& sk_p = side == 0 ? ike.sa.keys.pi : ike.sa.keys.pr;
    int_auth[side] = ike.prf()(sk_p, {int_auth[side], octets});
  }
  Play& run_intermediate(std::uint8_t index, std::uint16_t fragments) {
    const std::uint32_t id = ike.sa.next_id[1];
    count_intermediate(0, 300, id);
    count_intermediate(1, 200, id);
    intermediate = true;
    ike.intermediate(secret(index), fragments);
    return *this;
  }

  Octets signed_octets(std::size_t side) const {
    const Octets* init[] = {&ike.init_request_octets, &ike.init_response_octets};
    return signed_octets(side, *init[side], full_transcript ? *init[1 - side] : Octets{});
  }
  Octets signed_octets(std::size_t side, const Octets& own, const Octets& other) const {
    Octets out;
    const auto append = [&](Bytes octets) { out.insert(out.end(), octets.begin(), octets.end()); };
    if (!other.empty()) {
      append(Octets(8, 0));
      append(other);
    }
    append(own);
    append(side == 0 ? ike.sa.nr : ike.sa.ni);
    append(ike.prf()(side == 0 ? ike.sa.keys.pi : ike.sa.keys.pr, {side == 0 ? id_i : id_r}));
    if (!intermediate) return out;
    const std::size_t first = own_half_first ? side : 0;
    append(int_auth[first]);
    append(int_auth[1 - first]);
    append(big_endian(ike.sa.next_id[1], 4));
    return out;
  }
  Octets psk_auth(std::size_t side, const crypto::Secret& with = psk) const {
    return psk_auth_of(signed_octets(side), with);
  }
  Octets psk_auth_of(const Octets& octets, const crypto::Secret& with = psk) const {
    const auto key = ike.prf()(with, {octets_of("Key Pad for IKEv2")});
    const auto auth = ike.prf()(key, {octets});
    return {auth.begin(), auth.end()};
  }
  Play& auth(const Octets& auth_i, const Octets& auth_r, std::uint8_t method = 2,
             const std::vector<PayloadSpec>& more = {}) {
    std::vector<PayloadSpec> asked = more, answered = more;
    asked.push_back({registry::payload::idi, id_i});
    asked.push_back({registry::payload::auth, auth_payload(method, auth_i)});
    answered.push_back({registry::payload::idr, id_r});
    answered.push_back({registry::payload::auth, auth_payload(method, auth_r)});
    ike.exchange(true, exchange::ike_auth, asked, answered);
    return *this;
  }
  const sessions::PeerAuthentication& peer(std::size_t side) const {
    return bench.ike_sa(1).opening->auth[side];
  }
  bool both(AuthVerdict verdict) const {
    return peer(0).verdict == verdict && peer(1).verdict == verdict;
  }
};

// A signer with a certificate of its own.
class Signer {
 public:
  Signer() : Signer(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) {}
  explicit Signer(EVP_PKEY* key, const EVP_MD* digest = nullptr) : key_(key, EVP_PKEY_free) {
    const std::unique_ptr<X509, decltype(&X509_free)> x509(X509_new(), X509_free);
    X509_set_pubkey(x509.get(), key_.get());
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
    X509_sign(x509.get(), key_.get(), digest);
    certificate.resize(static_cast<std::size_t>(i2d_X509(x509.get(), nullptr)));
    unsigned char* at = certificate.data();
    i2d_X509(x509.get(), &at);
  }
  // RFC 7427 section 3.
  Octets sign(const Octets& octets) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
    Octets auth{7, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70};
    auth.resize(8 + 64);
    std::size_t size = 64;
    EVP_DigestSign(context.get(), auth.data() + 8, &size, octets.data(), octets.size());
    return auth;
  }
  EVP_PKEY* key() const { return key_.get(); }
  PayloadSpec cert(std::uint8_t encoding = 4) const {
    Octets body{encoding};
    body.insert(body.end(), certificate.begin(), certificate.end());
    return {registry::payload::cert, body};
  }
  Octets certificate;

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace espect::test
