// SPDX-License-Identifier: GPL-2.0-or-later
#include <openssl/ecdsa.h>

#include "tests/unit/sessions/ike/played_auth.h"

namespace espect::test::auth_signatures_test {
namespace {

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
}  // namespace espect::test::auth_signatures_test
