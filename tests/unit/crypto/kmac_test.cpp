// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "ipsec/crypto/key_schedule.h"
#include "ipsec/crypto/keyed_function.h"
#include "ipsec/crypto/mac.h"
#include "ipsec/crypto/prf.h"
#include "tests/support/catch.h"

namespace espect::crypto {
namespace {

namespace prf_id = registry::pseudorandom_function;

const auto key = *from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
const auto input = *from_hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0");

// A third party's test vectors for draft-ietf-ipsecme-sha3, recomputed with OpenSSL 3.0.19.
TEST_CASE("KMAC128 as PRF and as PRF of variable length") {
  const auto prf = Prf::of(prf_id::prf_kmac_128);
  REQUIRE(prf);
  CHECK(to_hex((*prf)(key, {input})) ==
        "3a8d2a5ead5cd4db448b76a241b078fb444e1faf36eef8e195e275778a169b5f");
  CHECK(to_hex(prf->plus(key, {input}, 32)) ==
        "067b024ab617ab96ed323faa0992d5b2b469dd2f2bde323a4d5a487eb9d7efc7");
  // In parts, and of a length that more than one round of prf+ would give; the length is part of
  // it.
  const auto first = Bytes(input).first(5), rest = Bytes(input).subspan(5);
  CHECK(prf->plus(key, {first, rest}, 32) == prf->plus(key, {input}, 32));
  const auto longer = prf->plus(key, {input}, 300);
  CHECK(longer.size() == 300);
  CHECK(Secret(longer.begin(), longer.begin() + 32) != prf->plus(key, {input}, 32));
}

TEST_CASE("KMAC128 as integrity algorithm") {
  const auto function = kmac(128, key, "ikev2 integ", 16);
  REQUIRE(function);
  std::vector<std::uint8_t> out(16);
  const Bytes part = input;
  REQUIRE(function->compute({&part, 1}, {}, out.data()));
  CHECK(to_hex(out) == "1a3d6e9421bf83653d7e876479be427a");
  auto mac = Mac::of(registry::integrity_algorithm::auth_kmac_128, Bytes(key).first(16));
  REQUIRE(mac);
  const auto icv = mac->icv({input});
  CHECK(icv.size() == 16);
  CHECK(mac->verify({input}, icv));
}

TEST_CASE("an IKE SA gets its keys from KMAC, each direction its own") {
  const auto prf = Prf::of(prf_id::prf_kmac_256);
  REQUIRE(prf);
  const SaAlgorithms algorithms{registry::encryption_algorithm::encr_aes_cbc, 32,
                                registry::integrity_algorithm::auth_kmac_256};
  const auto seed = skeyseed(*prf, key, input, input);
  CHECK(seed.size() == 64);
  const auto keys = ike_key_material(*prf, algorithms, seed, key, input, 1, 2);
  REQUIRE(keys);
  CHECK(keys->d.size() == prf->key_octets());
  CHECK(keys->ai.size() == 32);
  CHECK(keys->ei != keys->er);
}

}  // namespace
}  // namespace espect::crypto
