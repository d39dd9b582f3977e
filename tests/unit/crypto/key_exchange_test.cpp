// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/key_exchange.h"

#include "ipsec/crypto/digest.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace methods = registry::key_exchange_method;

Octets plain(const Secret& secret) {
  return {secret.begin(), secret.end()};
}

// GB/T 32918.5 annexes A and C: key pairs of the recommended curve.
const auto sm2_a = hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
const auto sm2_a_public =
    hex("09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
const auto sm2_b = hex("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21");

TEST_CASE("key exchange: X25519, the first vector of RFC 7748 section 5.2") {
  const auto scalar = hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  CHECK(plain(shared_secret(
            methods::curve25519, scalar,
            hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"))) ==
        hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
  Octets base_point(32);
  base_point[0] = 9;  // section 6.1: a public value is the private key times the base point
  CHECK(public_value(methods::curve25519, scalar) ==
        plain(shared_secret(methods::curve25519, scalar, base_point)));
}

TEST_CASE("key exchange: curveSM2 as x and y, secret as x") {
  CHECK(public_value(methods::curvesm2, sm2_a) == sm2_a_public);
  const auto value_b = public_value(methods::curvesm2, sm2_b);
  // Computed by a second implementation of the curve.
  const auto common = hex("335e18d751e51f040e27d468138b7ab1dc86ad7f981d7d416222fd6ab3ed230d");
  CHECK(plain(shared_secret(methods::curvesm2, sm2_a, value_b)) == common);
  CHECK(plain(shared_secret(methods::curvesm2, sm2_b, sm2_a_public)) == common);
}

TEST_CASE("key exchange: what is no key gives nothing") {
  CHECK(public_value(methods::ml_kem_768, sm2_a).empty());
  CHECK(public_value(methods::curvesm2, Bytes(sm2_a).first(31)).empty());
  CHECK(public_value(methods::curvesm2, Octets(32)).empty());  // zero
  CHECK(shared_secret(methods::curvesm2, sm2_a, Bytes(sm2_a_public).first(60)).empty());
  auto off_the_curve = sm2_a_public;
  off_the_curve.back() ^= 1;
  CHECK(shared_secret(methods::curvesm2, sm2_a, off_the_curve).empty());
  CHECK(shared_secret(methods::curve25519, sm2_a, sm2_a_public).empty());
  CHECK(shared_secret(methods::curve25519, sm2_a, Octets(32)).empty());  // of low order
}

TEST_CASE("digest: SHA-1 over parts, FIPS 180-4") {
  const auto a = ascii("a"), bc = ascii("bc");
  CHECK(sha1({a, bc}) == hex("a9993e364706816aba3e25717850c26c9cd0d89d"));
  CHECK(sha1({}) == hex("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
}

}  // namespace
}  // namespace espect::crypto
