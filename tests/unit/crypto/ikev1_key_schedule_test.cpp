// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/ikev1_key_schedule.h"

#include "ipsec/crypto/ikev1_cipher.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace encr = registry::encryption_algorithm;
namespace integ = registry::integrity_algorithm;

Prf sha1_prf() {
  const auto prf = Prf::of(registry::pseudorandom_function::prf_hmac_sha1);
  REQUIRE(prf);
  return *prf;
}

// NIST's vectors of IKEv1 for SHA-1, as libreswan's programs/cavp/test.acvp.ikev1_psk.run and
// _dsa.run quote them.
struct Vector {
  bool preshared_key;
  const char *spi_i, *spi_r, *ni, *nr, *shared_secret, *skeyid, *d, *a, *e;
};
constexpr Vector vectors[] = {
    {true, "83d374c30b3b5082", "5afc0da06c728029", "b9a2d0e922dc66dd", "2130166863b5ddef",
     "739003ba2c11c982946c65e26acf661fbf8ebb78011a9fead79efa12fe3e71cc",
     "62b04d112877e442fc3282fc37c076997718a0b9", "369e5aad1bdb5faf6a3d929d500cdc236710a9ab",
     "588e957d8d790d093b3a39f121473473af78e9bb", "cd74b0c048219db81384d3fda8f6cda51e398a2b"},
    {false, "8c3bcd3a69831d7f", "d2d9a7ff4fbe95a7", "69a62284195f1680", "80c94ba25c8abda5",
     "8ba4cbc73c0187301dc19a975823854dbd641c597f637f8d053a83b9514673eb",
     "707197817fb2d90cf54d1842606bdea59b9f4823", "384be709a8a5e63c3ed160cfe3921c4b37d5b32d",
     "48b327575abe3adba0f279849e289022a13e2b47", "a4a415c8e0c38c0da847c356cc61c24df8025560"}};

std::uint64_t spi(const char* text) {
  std::uint64_t value = 0;
  for (const auto octet : hex(text)) value = value << 8 | octet;
  return value;
}

TEST_CASE("SKEYID and what follows from it, with preshared keys and signatures") {
  for (const Vector& row : vectors) {
    const Octets ni = hex(row.ni), nr = hex(row.nr), secret = hex(row.shared_secret);
    const Secret skeyid = row.preshared_key ? skeyid_of_preshared_key(sha1_prf(), hex("75"), ni, nr)
                                            : skeyid_of_signatures(sha1_prf(), ni, nr, secret);
    CHECK(to_hex(skeyid) == row.skeyid);
    const auto keys = skeyids(sha1_prf(), skeyid, secret, spi(row.spi_i), spi(row.spi_r));
    CHECK(to_hex(keys.d) == row.d);
    CHECK(to_hex(keys.a) == row.a);
    CHECK(to_hex(keys.e) == row.e);
  }
}

// From here on the values of the first vector; what is compared was computed by Python's hmac and
// hashlib after the formulas of RFC 2409.
const Octets ni = hex(vectors[0].ni);
const Octets nr = hex(vectors[0].nr);
const Octets secret = hex(vectors[0].shared_secret);

TEST_CASE("public key encryption: SKEYID from the nonces alone") {
  CHECK(to_hex(skeyid_of_public_keys(sha1_prf(), ni, nr, spi(vectors[0].spi_i),
                                     spi(vectors[0].spi_r))) ==
        "88dd0580f7eaac3062bd8772f42526906c312491");
}

TEST_CASE("the cipher key of phase 1 is cut or lengthened (appendix B)") {
  const Octets e = hex(vectors[0].e);
  CHECK(to_hex(ikev1_cipher_key(sha1_prf(), e, 16)) == "cd74b0c048219db81384d3fda8f6cda5");
  CHECK(to_hex(ikev1_cipher_key(sha1_prf(), e, 24)) ==
        "9ce3201d5c6cf897a6cba863e68c634d8d63805d1f20e30b");
}

TEST_CASE("IVs of phase 1 and of each message id") {
  CHECK(to_hex(ikev1_first_iv(sha1_prf(), ni, nr, 16)) == "2ee15af1031b0ddb772229f76174585c");
  CHECK(to_hex(ikev1_phase2_iv(sha1_prf(), counting(0, 16), 0x8d0bd45e, 8)) == "415af4f05b6f1603");
  CHECK(ikev1_first_iv(sha1_prf(), ni, nr, 21).empty());
}

TEST_CASE("KEYMAT of a quick mode: by the receiver's SPI, with and without PFS") {
  const SaAlgorithms algorithms{encr::encr_aes_cbc, 32, integ::auth_hmac_sha1_96};
  const QuickModeSeed seed{3, 0xcee1ecac, 0xc632f27f, ni, nr};
  const auto plain = quick_mode_key_material(sha1_prf(), algorithms, hex(vectors[0].d), {}, seed);
  REQUIRE(plain);
  CHECK(
      to_hex(plain->encr_i) + to_hex(plain->integ_i) ==
      "3e6a6f50e9906b554c68a53705cafe0e514a953be982f4e88d7c83d29b6a5497ae3284cb22f18e9b2add64429da"
      "ce7105ef21e05");
  CHECK(
      to_hex(plain->encr_r) + to_hex(plain->integ_r) ==
      "aff56708148252ef3d6f19b3c581fe22207d137069e0dfcc3a3065ff509a9e7d6e8f766e3a5f99c35f89ef686e3"
      "a94c8ae71f470");
  const auto pfs = quick_mode_key_material(sha1_prf(), algorithms, hex(vectors[0].d), secret, seed);
  REQUIRE(pfs);
  CHECK(
      to_hex(pfs->encr_i) + to_hex(pfs->integ_i) ==
      "85ef2545dd8d6f474372ccd1193dc28f99a0f2fdb63d84ff5621893741993a7944710c0cd6cb46b99bae802de2b"
      "6addb5251a0ff");
  CHECK(
      to_hex(pfs->encr_r) + to_hex(pfs->integ_r) ==
      "d6224ad6df99fde9738d9a9ed7777c29d3f65e989226bbfe12e6234f59be0058c5c7a41bc6ac666819c6da3c5d6"
      "bac53b427e7be");
  const SaAlgorithms unknown{registry::EncryptionAlgorithm(999), 32, integ::auth_hmac_sha1_96};
  CHECK_FALSE(quick_mode_key_material(sha1_prf(), unknown, hex(vectors[0].d), {}, seed));
}

TEST_CASE("the hashes that authenticate phase 2 and phase 1") {
  const Octets a = hex(vectors[0].a);
  const Octets rest = ascii("rest of the message");
  CHECK(to_hex(phase2_hash(sha1_prf(), a, 0x8d0bd45e, rest)) ==
        "45287f9706694be05cddb22a8e79fa8aaf65ea84");
  CHECK(to_hex(quick_mode_hash_2(sha1_prf(), a, 0x8d0bd45e, ni, rest)) ==
        "07ae3560f990c492fe70e95be6616b9763a36e43");
  CHECK(to_hex(quick_mode_hash_3(sha1_prf(), a, 0x8d0bd45e, ni, nr)) ==
        "2d029fe4caafb58ab1b1e2bfb2d775d80d69dd92");
  const Octets sa = ascii("SA"), id = ascii("ID");
  const Phase1Proof proof{ni, nr, spi(vectors[0].spi_i), spi(vectors[0].spi_r), sa, id};
  CHECK(to_hex(phase1_hash(sha1_prf(), hex(vectors[0].skeyid), proof)) ==
        "0efdb92251f6bcf102f10ae2fec4a9c08accdc2c");
}

TEST_CASE("an IKEv1 cipher opens what it sealed, in whole blocks") {
  for (const auto& [id, key_octets, block] : {std::tuple{encr::encr_aes_cbc, 32U, 16U},
                                              {encr::encr_3des, 24U, 8U},
                                              {encr::encr_des, 8U, 8U},
                                              {encr::encr_blowfish, 16U, 8U},
                                              {encr::encr_cast, 16U, 8U},
                                              {encr::encr_camellia_cbc, 16U, 16U}}) {
    INFO(id);
    const auto cipher = Ikev1Cipher::of(id, counting(1, key_octets));
    REQUIRE(cipher);
    CHECK(cipher->block_octets() == block);
    const Octets iv = counting(9, block), text = counting(0, 3 * block);
    const auto sealed = cipher->seal(iv, text);
    REQUIRE(sealed.size() == text.size());
    std::vector<std::uint8_t> opened;
    CHECK(cipher->open(iv, sealed, opened));
    CHECK(opened == text);
    CHECK_FALSE(cipher->open(iv, Bytes(sealed).first(block - 1), opened));
    CHECK(opened.empty());
    CHECK_FALSE(cipher->open(Bytes(iv).first(block - 1), sealed, opened));
  }
}

TEST_CASE("what cannot open IKEv1 is said by name") {
  const auto counter = Ikev1Cipher::of(encr::encr_aes_gcm_16, counting(1, 20));
  REQUIRE_FALSE(counter);
  CHECK(counter.error() == "ENCR_AES_GCM_16 is no cipher that opens IKEv1");
  const auto short_key = Ikev1Cipher::of(encr::encr_aes_cbc, counting(1, 17));
  REQUIRE_FALSE(short_key);
  CHECK(short_key.error() == "ENCR_AES_CBC does not take a key of 17 octets");
}

}  // namespace
}  // namespace espect::crypto
