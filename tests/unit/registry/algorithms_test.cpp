// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/algorithms.h"

#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"

namespace espect::registry {

TEST_CASE("encryption sizes are those of the RFCs") {
  struct Expected {
    std::uint16_t id;
    std::uint16_t key, salt, wire_iv, icv, pad;
  };
  const Expected expected = GENERATE(values<Expected>({
      {3, 24, 0, 8, 0, 8},      // 3DES-CBC, RFC 2451
      {11, 0, 0, 0, 0, 1},      // NULL, RFC 2410
      {12, 32, 0, 16, 0, 16},   // AES-CBC, RFC 3602
      {13, 16, 4, 8, 0, 1},     // AES-CTR, RFC 3686 section 5.1
      {16, 24, 3, 8, 16, 1},    // AES-CCM, RFC 4309 section 7.1
      {18, 16, 4, 8, 8, 1},     // AES-GCM, RFC 4106 section 8.1
      {20, 32, 4, 8, 16, 1},    // AES-GCM, RFC 4106 section 8.1
      {28, 32, 4, 8, 16, 1},    // ChaCha20-Poly1305, RFC 7634 section 2
      {30, 16, 4, 0, 16, 1},    // AES-GCM with implicit IV, RFC 8750 section 4
      {61443, 16, 3, 8, 16, 1}  // SM4-CCM, experimental profile section 5
  }));
  const auto* found = encryption_parameters(expected.id);
  REQUIRE(found != nullptr);
  CHECK(found->id == expected.id);
  CHECK(found->allows_key_octets(expected.key));
  CHECK(found->salt_octets == expected.salt);
  CHECK(found->wire_iv_octets == expected.wire_iv);
  CHECK(found->icv_octets == expected.icv);
  CHECK(found->pad_multiple == expected.pad);
}

TEST_CASE("key lengths are choices, ranges or one size") {
  const auto* aes = encryption_parameters(encryption_algorithm::encr_aes_gcm_16);
  CHECK(aes->allows_key_octets(24));
  CHECK_FALSE(aes->allows_key_octets(20));
  CHECK(aes->variable_key());
  const auto* blowfish = encryption_parameters(encryption_algorithm::encr_blowfish);
  CHECK(blowfish->allows_key_octets(5));
  CHECK(blowfish->allows_key_octets(56));
  CHECK_FALSE(blowfish->allows_key_octets(57));
  CHECK_FALSE(blowfish->allows_key_octets(4));
  CHECK(blowfish->variable_key());
  CHECK_FALSE(encryption_parameters(encryption_algorithm::encr_chacha20_poly1305)->variable_key());
  CHECK_FALSE(encryption_parameters(encryption_algorithm::encr_sm4_gcm_16)->variable_key());
}

TEST_CASE("the class says what a cipher does") {
  const auto* cbc = encryption_parameters(12);
  CHECK_FALSE(cbc->is_aead());
  CHECK(cbc->encrypts());
  const auto* gmac = encryption_parameters(21);
  CHECK(gmac->is_aead());
  CHECK_FALSE(gmac->encrypts());
  CHECK(encryption_parameters(30)->kind == EncryptionClass::aead_implicit_iv);
  CHECK_FALSE(encryption_parameters(11)->encrypts());
  CHECK(encryption_parameters(17) == nullptr);
  CHECK(encryption_parameters(65535) == nullptr);
}

TEST_CASE("integrity and PRF sizes are those of the RFCs") {
  CHECK(integrity_parameters(2)->key_octets == 20);  // RFC 2404
  CHECK(integrity_parameters(2)->icv_octets == 12);
  CHECK(integrity_parameters(12)->key_octets == 32);  // RFC 4868 section 2.6
  CHECK(integrity_parameters(12)->icv_octets == 16);
  CHECK(integrity_parameters(14)->icv_octets == 32);
  CHECK(integrity_parameters(9)->key_octets == 20);  // RFC 4543: key 16 and salt 4
  CHECK(integrity_parameters(61443)->icv_octets == 12);
  CHECK(integrity_parameters(500) == nullptr);
  CHECK(prf_parameters(7)->output_octets == 64);  // RFC 4868
  CHECK(prf_parameters(7)->variable_length_key);
  CHECK(prf_parameters(8)->output_octets == 16);  // RFC 4615
  CHECK_FALSE(prf_parameters(8)->variable_length_key);
  CHECK(prf_parameters(3) == nullptr);
}

TEST_CASE("key exchange sizes and families") {
  struct Expected {
    std::uint16_t id;
    std::uint16_t initiator, responder, secret;
    KeyExchangeFamily family;
  };
  const Expected expected = GENERATE(values<Expected>({
      {14, 256, 256, 256, KeyExchangeFamily::modp},  // RFC 3526
      {19, 64, 64, 32, KeyExchangeFamily::ecp},      // RFC 5903 section 7
      {21, 132, 132, 66, KeyExchangeFamily::ecp},    // RFC 5903 section 7
      {28, 64, 64, 32, KeyExchangeFamily::ecp},      // RFC 6954
      {31, 32, 32, 32, KeyExchangeFamily::curve},    // RFC 8031
      {32, 56, 56, 56, KeyExchangeFamily::curve},    // RFC 8031
      {33, 64, 64, 32, KeyExchangeFamily::gost},
      {35, 800, 768, 32, KeyExchangeFamily::ml_kem},    // FIPS 203 table 3
      {36, 1184, 1088, 32, KeyExchangeFamily::ml_kem},  // FIPS 203 table 3
      {1035, 1190, 1071, 64, KeyExchangeFamily::sntrup_hybrid},
      {1087, 15632, 15744, 24, KeyExchangeFamily::frodo_kem},
      {37, 1568, 1568, 32, KeyExchangeFamily::ml_kem},  // FIPS 203 table 3
      {61441, 64, 64, 32, KeyExchangeFamily::ecp},
  }));
  const auto* found = key_exchange_parameters(expected.id);
  REQUIRE(found != nullptr);
  CHECK(found->initiator_octets == expected.initiator);
  CHECK(found->responder_octets == expected.responder);
  CHECK(found->shared_secret_octets == expected.secret);
  CHECK(found->family == expected.family);
  CHECK(found->quantum_resistant() ==
        ((expected.id >= 35 && expected.id <= 37) || (expected.id >= 1035 && expected.id <= 1088)));
}

TEST_CASE("parameters read as one phrase") {
  CHECK(to_text(*encryption_parameters(20)) == "key 16, 24 or 32 octets, salt 4, IV 8, ICV 16");
  CHECK(to_text(*encryption_parameters(7)) ==
        "key 5 to 56 octets, IV 8, ICV from the integrity algorithm");
  CHECK(to_text(*encryption_parameters(11)) ==
        "key 0 octets, IV 0, ICV from the integrity algorithm, no confidentiality");
  CHECK(to_text(*integrity_parameters(12)) == "key 32 octets, ICV 16");
  CHECK(to_text(*prf_parameters(5)) == "key 32 octets preferred, output 32");
  CHECK(to_text(*key_exchange_parameters(36)) ==
        "ML-KEM; initiator sends 1184 octets, responder 1088, shared secret 32; quantum resistant");
}

}  // namespace espect::registry
