// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/key_schedule.h"

#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"
#include "tests/unit/crypto/recorded_keys.h"

namespace espect::crypto {
namespace {

Prf prf_of(std::uint16_t id) {
  const auto prf = Prf::of(id);
  REQUIRE(prf);
  return *prf;
}

// No additional secret and one are what the recordings have.
std::vector<Secret> secrets(const char* additional) {
  const Octets octets = hex(additional);
  if (octets.empty()) return {};
  return {secret_of(octets)};
}

Secret recorded_step(const RecordedGeneration& row) {
  const Prf prf = prf_of(row.prf);
  const Octets ni = hex(row.ni), nr = hex(row.nr), secret = hex(row.shared_secret);
  const Octets sk_d = hex(row.previous_sk_d);
  switch (row.step) {
    case Step::initial:
      return skeyseed(prf, ni, nr, secret);
    case Step::intermediate:
      return skeyseed_intermediate(prf, sk_d, secret, ni, nr);
    case Step::rekey:
      return skeyseed_rekey(prf, sk_d, secret, ni, nr, secrets(row.additional));
  }
  return {};
}

TEST_CASE("SKEYSEED and SK_* as two gateways derived them") {
  for (const RecordedGeneration& row : recorded_generations) {
    INFO(row.scenario);
    const Secret seed = recorded_step(row);
    CHECK(to_hex(seed) == row.skeyseed);
    const auto keys = ike_key_material(prf_of(row.prf), row.algorithms, seed, hex(row.ni),
                                       hex(row.nr), row.spi_i, row.spi_r);
    REQUIRE(keys);
    CHECK(to_hex(keys->d) == row.sk.d);
    CHECK(to_hex(keys->ai) == row.sk.ai);
    CHECK(to_hex(keys->ar) == row.sk.ar);
    CHECK(to_hex(keys->ei) == row.sk.ei);
    CHECK(to_hex(keys->er) == row.sk.er);
    CHECK(to_hex(keys->pi) == row.sk.pi);
    CHECK(to_hex(keys->pr) == row.sk.pr);
  }
}

TEST_CASE("KEYMAT as two gateways derived it: ESP, AH, with and without key exchanges") {
  for (const RecordedChild& row : recorded_children) {
    INFO(row.scenario);
    const auto keys =
        child_key_material(prf_of(row.prf), row.algorithms, hex(row.sk_d), hex(row.shared_secret),
                           hex(row.ni), hex(row.nr), secrets(row.additional));
    REQUIRE(keys);
    CHECK(to_hex(keys->encr_i) == row.keys.encr_i);
    CHECK(to_hex(keys->integ_i) == row.keys.integ_i);
    CHECK(to_hex(keys->encr_r) == row.keys.encr_r);
    CHECK(to_hex(keys->integ_r) == row.keys.integ_r);
  }
}

TEST_CASE("a PPK changes SK_d, SK_pi and SK_pr alone (RFC 8784 section 3)") {
  IkeKeyMaterial keys;
  keys.d = secret_of(hex(recorded_ppk.d));
  keys.pi = secret_of(hex(recorded_ppk.pi));
  keys.pr = secret_of(hex(recorded_ppk.pr));
  keys.ai = keys.ar = keys.ei = keys.er = Secret(20, 5);
  apply_ppk(prf_of(prf_id::prf_hmac_sha2_256), hex(recorded_ppk.ppk), keys);
  CHECK(to_hex(keys.d) == recorded_ppk.ppk_d);
  CHECK(to_hex(keys.pi) == recorded_ppk.ppk_pi);
  CHECK(to_hex(keys.pr) == recorded_ppk.ppk_pr);
  for (const Secret* key : {&keys.ai, &keys.ar, &keys.ei, &keys.er}) CHECK(*key == Secret(20, 5));
}

// The same prf+(PPK, SK_d) as in RFC 8784, so the recording answers for this too.
TEST_CASE("SKEYSEED of RFC 9867 is prf+(PPK, SK_d)") {
  CHECK(to_hex(skeyseed_ppk(prf_of(prf_id::prf_hmac_sha2_256), hex(recorded_ppk.ppk),
                            hex(recorded_ppk.d))) == recorded_ppk.ppk_d);
}

TEST_CASE("several additional key exchanges stand in their order (RFC 9370 section 2.2.4)") {
  const Prf prf = prf_of(prf_id::prf_hmac_sha2_256);
  const Octets sk_d = counting(1, 32), ni = counting(2, 32), nr = counting(3, 32);
  const Octets first = counting(4, 32), second = counting(5, 32), third = counting(6, 32);
  CHECK(skeyseed_rekey(prf, sk_d, first, ni, nr, {secret_of(second), secret_of(third)}) ==
        prf(sk_d, {first, ni, nr, second, third}));
  CHECK(skeyseed_rekey(prf, sk_d, first, ni, nr, {secret_of(third), secret_of(second)}) ==
        prf(sk_d, {first, ni, nr, third, second}));
  const SaAlgorithms gcm{encr_id::encr_aes_gcm_16, 16, integ_id::none};
  const auto keys =
      child_key_material(prf, gcm, sk_d, first, ni, nr, {secret_of(second), secret_of(third)});
  REQUIRE(keys);
  Secret all = keys->encr_i;
  all.insert(all.end(), keys->encr_r.begin(), keys->encr_r.end());
  CHECK(all == prf.plus(sk_d, {first, ni, nr, second, third}, 40));
}

// RFC 7296 section 2.14: a prf with a fixed key takes 8 octets of each nonce, and only here.
TEST_CASE("XCBC and CMAC: the first SKEYSEED is keyed with 8 octets of each nonce") {
  const Octets ni = counting(1, 32), nr = counting(0x81, 24), secret = counting(9, 32);
  const Octets key = joined({counting(1, 8), counting(0x81, 8)});
  for (const std::uint16_t id : {prf_id::prf_aes128_xcbc, prf_id::prf_aes128_cmac}) {
    const Prf prf = prf_of(id);
    CHECK(skeyseed(prf, ni, nr, secret) == prf(key, {secret}));
    CHECK(skeyseed_intermediate(prf, key, secret, ni, nr) == prf(key, {secret, ni, nr}));
    const auto keys = ike_key_material(prf, {encr_id::encr_aes_cbc, 16, integ_id::auth_aes_xcbc_96},
                                       key, ni, nr, 1, 2);
    REQUIRE(keys);
    CHECK(keys->d.size() == 16);
    CHECK(keys->pr.size() == 16);
    CHECK(keys->d == prf.plus(key, {ni, nr, hex("0000000000000001 0000000000000002")}, 16));
  }
  CHECK(skeyseed(prf_of(prf_id::prf_hmac_sha1), ni, nr, secret) ==
        prf_of(prf_id::prf_hmac_sha1)(joined({ni, nr}), {secret}));
  // Nonces that are too short for their RFC are used as they are.
  CHECK(skeyseed(prf_of(prf_id::prf_aes128_xcbc), counting(1, 3), {}, secret) ==
        prf_of(prf_id::prf_aes128_xcbc)(counting(1, 3), {secret}));
}

TEST_CASE("key lengths with salt, and what has none") {
  struct Row {
    SaAlgorithms algorithms;
    std::size_t encryption, integrity;
  };
  const Row rows[] = {
      {{encr_id::encr_aes_gcm_16, 32, 0}, 36, 0},
      {{encr_id::encr_aes_ccm_8, 16, 0}, 19, 0},
      {{encr_id::encr_aes_ctr, 24, integ_id::auth_hmac_sha1_96}, 28, 20},
      {{encr_id::encr_aes_cbc, 16, integ_id::auth_hmac_sha2_384_192}, 16, 48},
      {{encr_id::encr_3des, 24, integ_id::auth_hmac_md5_96}, 24, 16},
      {{encr_id::encr_3des, 0, integ_id::auth_hmac_md5_96}, 24, 16},  // no Key Length attribute
      {{encr_id::encr_chacha20_poly1305, 32, 0}, 36, 0},
      {{encr_id::encr_chacha20_poly1305, 0, 0}, 36, 0},
      {{encr_id::encr_null, 0, integ_id::auth_hmac_sha1_96}, 0, 20},
      {{encr_id::encr_null_auth_aes_gmac, 16, 0}, 20, 0},
      {{0, 0, integ_id::auth_aes_256_gmac}, 0, 36},
      {{encr_id::encr_sm4_ccm_16, 16, 0}, 19, 0},
      {{encr_id::encr_sm4_gcm_16, 32, 0}, 20, 0},  // SM4 has one key size, whatever is negotiated
  };
  for (const Row& row : rows) {
    INFO("encryption " << row.algorithms.encr.value << ", integrity "
                       << row.algorithms.integ.value);
    CHECK(encryption_key_octets(row.algorithms).value() == row.encryption);
    CHECK(integrity_key_octets(row.algorithms).value() == row.integrity);
  }
  CHECK(encryption_key_octets({encr_id::encr_aes_cbc, 0, 0}).error() ==
        "ENCR_AES_CBC does not take a key of 0 octets");
  CHECK(encryption_key_octets({encr_id::encr_idea, 16, 0}).error() ==
        "the key length of ENCR_IDEA is not known");
  CHECK(integrity_key_octets({encr_id::encr_aes_cbc, 16, integ_id::auth_des_mac}).error() ==
        "the key length of AUTH_DES_MAC is not known");
  CHECK(integrity_key_octets({encr_id::encr_aes_gcm_16, 16, integ_id::auth_hmac_sha1_96}).error() ==
        "ENCR_AES_GCM_16 is AEAD and does not go with AUTH_HMAC_SHA1_96");
  const Prf prf = prf_of(prf_id::prf_hmac_sha1);
  CHECK_FALSE(ike_key_material(prf, {encr_id::encr_idea, 16, 0}, {}, {}, {}, 1, 2));
  CHECK_FALSE(child_key_material(prf, {encr_id::encr_idea, 16, 0}, {}, {}, {}, {}, {}));
}

}  // namespace
}  // namespace espect::crypto
