// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/auth_verifier.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

namespace espect::test {
namespace {

namespace exchange = registry::exchange;
namespace notifies = registry::notify;
using sessions::AuthVerdict;
using sessions::Transcript;

const crypto::Secret psk(20, 0x70);
const Octets id_i = id_payload("alice");
const Octets id_r = id_payload("bob");

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

TEST_CASE("the right PSK verifies both sides") {
  Play play;
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(AuthVerdict::verified));
  CHECK(play.peer(0).method.value == 2);
  CHECK(play.peer(0).id == id_i);
  CHECK(play.peer(1).id == id_r);
}

TEST_CASE("before IKE_AUTH nothing was seen") {
  Play play;
  play.ike.informational(true, {});
  CHECK(play.both(AuthVerdict::not_seen));
}

TEST_CASE("one side may fail alone") {
  Play play({}, psk, true);
  Octets wrong = play.psk_auth(1);
  wrong[3] ^= 1;
  play.auth(play.psk_auth(0), wrong);
  CHECK(play.peer(0).verdict == AuthVerdict::verified);
  CHECK(play.peer(1).verdict == AuthVerdict::failed);
}

TEST_CASE("another PSK fails only where its identities say that it belongs here") {
  const bool by_identity = GENERATE(true, false);
  Play play({}, secret(1), by_identity);
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(by_identity ? AuthVerdict::failed : AuthVerdict::not_verified));
}

TEST_CASE("IntAuth covers IKE_INTERMEDIATE, fragmented ones as if they came whole") {
  const int rounds = GENERATE(1, 2);
  const std::uint16_t fragments = GENERATE(std::uint16_t{1}, std::uint16_t{3});
  const bool counted = GENERATE(true, false);
  Play play({}, psk, true);
  for (int i = 1; i <= rounds; ++i) play.run_intermediate(static_cast<std::uint8_t>(i), fragments);
  play.intermediate = counted;
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(counted ? AuthVerdict::verified : AuthVerdict::failed));
}

// RFC 8784 section 3.
TEST_CASE("with a PPK AUTH is made with SK_p* that have it in them") {
  const bool known = GENERATE(true, false);
  Play play({notify(notifies::use_ppk)}, psk, true);
  if (known) play.bench.ring.add(keys::Ppk{secret(0x13), std::nullopt, std::nullopt, {}});
  const auto keys = play.ike.sa.keys;
  play.ike.apply_ppk(secret(0x13));
  const Octets auth_i = play.psk_auth(0);
  const Octets auth_r = play.psk_auth(1);
  play.ike.sa.keys = keys;
  play.auth(auth_i, auth_r, 2, {notify(notifies::ppk_identity, {1, 2, 3})});
  CHECK(play.both(known ? AuthVerdict::verified : AuthVerdict::not_verified));
}

TEST_CASE("AUTH of EAP is not verified") {
  Play play({}, psk, true);
  const PayloadSpec eap{registry::payload::eap, Octets(20, 1)};
  play.ike.exchange(true, exchange::ike_auth, {{registry::payload::idi, id_i}},
                    {{registry::payload::idr, id_r}, eap});
  play.ike.exchange(true, exchange::ike_auth, {eap}, {eap});
  play.ike.exchange(true, exchange::ike_auth,
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}},
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}});
  CHECK(play.both(AuthVerdict::not_verified));
}

TEST_CASE("with EAP what the responder proved first stays verified") {
  Play play;
  const PayloadSpec eap{registry::payload::eap, Octets(20, 1)};
  play.ike.exchange(true, exchange::ike_auth, {{registry::payload::idi, id_i}},
                    {{registry::payload::idr, id_r},
                     {registry::payload::auth, auth_payload(2, play.psk_auth(1))},
                     eap});
  play.ike.exchange(true, exchange::ike_auth,
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}},
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}});
  CHECK(play.peer(1).verdict == AuthVerdict::verified);
  CHECK(play.peer(0).verdict == AuthVerdict::not_verified);
}

TEST_CASE("the full transcript is signed when both sides said so") {
  const bool signed_by_peers = GENERATE(true, false);
  Play play({notify(notifies::ike_sa_init_full_transcript_auth)}, psk, true);
  play.full_transcript = signed_by_peers;
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(signed_by_peers ? AuthVerdict::verified : AuthVerdict::failed));
  CHECK(play.peer(0).transcript ==
        (signed_by_peers ? Transcript::both_messages : Transcript::own_message));
}

TEST_CASE("one side that announces the full transcript alone does not use it") {
  const bool by_initiator = GENERATE(true, false);
  const std::vector<PayloadSpec> said{notify(notifies::ike_sa_init_full_transcript_auth)};
  Play play(by_initiator ? said : std::vector<PayloadSpec>{},
            by_initiator ? std::vector<PayloadSpec>{} : said, psk, true);
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(AuthVerdict::verified));
  CHECK(play.peer(0).transcript == Transcript::own_message);
  CHECK_FALSE(play.peer(0).notify_removed);
}

// The capture is at the responder, whose request came without the notify that was sent.
TEST_CASE("a notify that was taken out of the request is found by the AUTH of its sender") {
  const std::vector<PayloadSpec> said{notify(notifies::ike_sa_init_full_transcript_auth)};
  const auto sent = [&] {
    AuditBench aside{with_keys};
    return PlayedIke(aside).init(secret(5), said, said).init_request_octets;
  }();
  Play play({}, said, psk, true);
  // It heard the notify of the responder, so it signs both messages; the responder heard none.
  const auto auth_i = play.psk_auth_of(play.signed_octets(0, sent, play.ike.init_response_octets));
  play.auth(auth_i, play.psk_auth(1));
  CHECK(play.peer(0).verdict == AuthVerdict::failed);
  CHECK(play.peer(0).transcript == Transcript::both_messages);
  CHECK(play.peer(0).notify_removed);
  CHECK(play.peer(1).verdict == AuthVerdict::verified);
  CHECK(play.bench.end().only("ike-transcript-differs") != nullptr);
}

// The capture is at the initiator: what it shows was changed behind it.
TEST_CASE("a responder that did not hear the notify signs its own message only") {
  Play play({notify(notifies::ike_sa_init_full_transcript_auth)}, psk, true);
  play.full_transcript = true;
  const auto auth_i = play.psk_auth(0);
  play.full_transcript = false;
  play.auth(auth_i, play.psk_auth(1));
  CHECK(play.peer(0).verdict == AuthVerdict::verified);
  CHECK(play.peer(1).verdict == AuthVerdict::failed);
  CHECK(play.peer(1).transcript == Transcript::own_message);
  const auto* finding = play.bench.end().only("ike-transcript-differs");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("role") == "responder");
}

TEST_CASE("a retransmitted IKE_INTERMEDIATE is counted once") {
  Play play({}, psk, true);
  play.count_intermediate(0, 300, 1);
  play.count_intermediate(1, 200, 1);
  play.intermediate = true;
  const auto request = play.ike.message(true, false, exchange::ike_intermediate, 1,
                                        {{registry::payload::ke, ke_payload(36, 300)}});
  play.ike.say(true, request).intermediate(secret(1)).say(true, request);
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(AuthVerdict::verified));
}

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

TEST_CASE("a signature is verified with the certificate that came with it") {
  const Signer signer;
  Play play;
  Octets wrong = signer.sign(play.signed_octets(1));
  wrong.back() ^= 1;
  play.auth(signer.sign(play.signed_octets(0)), wrong, 14, {signer.cert()});
  CHECK(play.peer(0).verdict == AuthVerdict::verified);
  CHECK(play.peer(0).certificate == signer.certificate);
  CHECK(play.peer(0).method.value == 14);
  CHECK(play.peer(1).verdict == AuthVerdict::failed);
}

TEST_CASE("without a certificate that can be read a signature is not verified") {
  const Signer signer;
  const auto certificate = GENERATE_REF(PayloadSpec{registry::payload::cert, {4, 1, 2, 3}},
                                        signer.cert(12), PayloadSpec{registry::payload::cert, {}});
  Play play;
  play.auth(signer.sign(play.signed_octets(0)), signer.sign(play.signed_octets(1)), 14,
            {certificate});
  CHECK(play.both(AuthVerdict::not_verified));
}

// A libreswan release.
TEST_CASE("a responder that signs its own half of IntAuth first is understood") {
  const Signer signer;
  Play play;
  play.run_intermediate(1, 1);
  const Octets auth_i = signer.sign(play.signed_octets(0));
  play.own_half_first = true;
  play.auth(auth_i, signer.sign(play.signed_octets(1)), 14, {signer.cert()});
  CHECK(play.both(AuthVerdict::verified));
}

// SM2 with SM3; the identity of the signer is hashed in front.
class Sm2Signer : public Signer {
 public:
  Sm2Signer() : Signer(EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2"), EVP_sm3()) {}
  Octets der(const Octets& octets, std::string_view id) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> signer(
        EVP_PKEY_CTX_new(key(), nullptr), EVP_PKEY_CTX_free);
    REQUIRE(EVP_PKEY_CTX_set1_id(signer.get(), id.data(), static_cast<int>(id.size())) == 1);
    EVP_MD_CTX_set_pkey_ctx(context.get(), signer.get());
    REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sm3(), nullptr, key()) == 1);
    Octets made(96);
    std::size_t size = made.size();
    REQUIRE(EVP_DigestSign(context.get(), made.data(), &size, octets.data(), octets.size()) == 1);
    made.resize(size);
    return made;
  }
  // Method 14, as in section 5 of the experimental profile.
  Octets in_method_14(const Octets& octets, std::string_view id) const {
    Octets auth{12, 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75};
    const auto signature = der(octets, id);
    auth.insert(auth.end(), signature.begin(), signature.end());
    return auth;
  }
  // Method 241: r and s of 32 octets.
  Octets in_method_241(const Octets& octets, std::string_view id) const {
    const auto signature = der(octets, id);
    const unsigned char* at = signature.data();
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size())), ECDSA_SIG_free);
    Octets auth(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), auth.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), auth.data() + 32, 32);
    return auth;
  }
};

TEST_CASE("SM2 signatures are verified with the certificate and the usual identity") {
  constexpr std::string_view usual = "1234567812345678";
  const Sm2Signer signer;
  const bool right = GENERATE(true, false);
  const auto id = right ? usual : std::string_view("somebody else");
  const auto expected = right ? AuthVerdict::verified : AuthVerdict::failed;
  SECTION("method 14") {
    Play play;
    play.auth(signer.in_method_14(play.signed_octets(0), id),
              signer.in_method_14(play.signed_octets(1), id), 14, {signer.cert()});
    CHECK(play.both(expected));
    REQUIRE(play.peer(0).signature != nullptr);
    CHECK(std::string(play.peer(0).signature->row->name) == "SM2 with SM3");
  }
  SECTION("method 241") {
    Play play;
    play.auth(signer.in_method_241(play.signed_octets(0), id),
              signer.in_method_241(play.signed_octets(1), id), 241, {signer.cert()});
    CHECK(play.both(expected));
  }
}

TEST_CASE("the algorithm of method 14 is named also where the signature cannot be verified") {
  // id-MLDSA65-ECDSA-P256-SHA512, 1.3.6.1.5.5.7.6.45
  Octets auth{12, 0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x06, 0x2d};
  auth.resize(100, 7);
  const Signer signer;
  Play play;
  play.auth(auth, auth, 14, {signer.cert()});
  CHECK(play.both(AuthVerdict::not_verified));
  REQUIRE(play.peer(1).signature != nullptr);
  CHECK(std::string(play.peer(1).signature->row->name) == "MLDSA65-ECDSA-P256-SHA512");
  CHECK(play.peer(1).signature->quantum_resistant());
}

}  // namespace
}  // namespace espect::test
