// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/prf.h"

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace id = registry::pseudorandom_function;

TEST_CASE("prf: published vectors") {
  const Octets hi = ascii("Hi There");
  const Octets jefe = ascii("Jefe");
  const Octets what = ascii("what do ya want for nothing?");
  const Octets long_key(131, 0xaa);
  const Octets larger = ascii("Test Using Larger Than Block-Size Key - Hash Key First");
  const Octets twenty = counting(0, 20);
  const Octets rfc4493 =
      hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
          "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
  const Octets rfc4493_key = hex("2b7e151628aed2a6abf7158809cf4f3c");
  struct Row {
    const char* source;
    std::uint16_t prf;
    Octets key, data;
    const char* output;
  };
  const Row rows[] = {
      {"RFC 2202 2.1", id::prf_hmac_md5, Octets(16, 0x0b), hi, "9294727a3638bb1c13f48ef8158bfc9d"},
      {"RFC 2202 2.2", id::prf_hmac_md5, jefe, what, "750c783e6ab0b503eaa86e310a5db738"},
      {"RFC 2202 3.1", id::prf_hmac_sha1, Octets(20, 0x0b), hi,
       "b617318655057264e28bc0b6fb378c8ef146be00"},
      {"RFC 2202 3.2", id::prf_hmac_sha1, jefe, what, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {"RFC 4868 2.7.1, PRF-1", id::prf_hmac_sha2_256, Octets(20, 0x0b), hi,
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"RFC 4231 4.3", id::prf_hmac_sha2_256, jefe, what,
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"RFC 4231 4.7", id::prf_hmac_sha2_256, long_key, larger,
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {"RFC 4231 4.3", id::prf_hmac_sha2_384, jefe, what,
       "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
       "8e2240ca5e69e2c78b3239ecfab21649"},
      {"RFC 4231 4.7", id::prf_hmac_sha2_384, long_key, larger,
       "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
       "0c2ef6ab4030fe8296248df163f44952"},
      {"RFC 4231 4.3", id::prf_hmac_sha2_512, jefe, what,
       "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
       "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
      {"RFC 4231 4.7", id::prf_hmac_sha2_512, long_key, larger,
       "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
       "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
      {"GM/T 0042-2015 D.3", id::prf_hmac_sm3, counting(1, 37), Octets(50, 0xcd),
       "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae"},
      {"GM/T 0042-2015 D.3", id::prf_hmac_sm3, jefe, what,
       "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882"},
      // RFC 4434 section 2: keys of 16, 10 and 18 octets.
      {"RFC 4434 4", id::prf_aes128_xcbc, counting(0, 16), twenty,
       "47f51b4564966215b8985c63055ed308"},
      {"RFC 4434 4", id::prf_aes128_xcbc, counting(0, 10), twenty,
       "0fa087af7d866e7653434e602fdde835"},
      {"RFC 4434 4", id::prf_aes128_xcbc, joined({counting(0, 16), hex("edcb")}), twenty,
       "8cd3c93ae598a9803006ffb67c40e9e4"},
      {"RFC 4493 4, example 1",
       id::prf_aes128_cmac,
       rfc4493_key,
       {},
       "bb1d6929e95937287fa37d129b756746"},
      {"RFC 4493 4, example 4", id::prf_aes128_cmac, rfc4493_key, rfc4493,
       "51f0bebf7e3b9d92fc49741779363cfe"},
      {"RFC 4615 4", id::prf_aes128_cmac, joined({counting(0, 16), hex("edcb")}), twenty,
       "84a348a4a45d235babfffc0d2b4da09a"},
      {"RFC 4615 4", id::prf_aes128_cmac, counting(0, 16), twenty,
       "980ae87b5f4c9c5214f5b6a8455e4c2d"},
      {"RFC 4615 4", id::prf_aes128_cmac, counting(0, 10), twenty,
       "290d9e112edb09ee141fcf64c0b72f3d"},
  };
  for (const Row& row : rows) {
    INFO(row.source << ", prf " << row.prf << ", key of " << row.key.size());
    const auto prf = Prf::of(row.prf);
    REQUIRE(prf);
    CHECK(to_hex((*prf)(row.key, {row.data})) == row.output);
    // Parts make no difference, wherever they are cut.
    for (std::size_t at = 0; at <= row.data.size(); ++at) {
      const Bytes all(row.data);
      CHECK(to_hex((*prf)(row.key, {all.first(at), {}, all.subspan(at)})) == row.output);
    }
  }
}

TEST_CASE("prf: sizes are those of the registry, and Streebog is refused by name") {
  for (const auto& row : registry::all_prf_parameters()) {
    INFO(row.name);
    const auto prf = Prf::of(row.id);
    if (row.id == id::prf_hmac_streebog_512) {
      REQUIRE_FALSE(prf);
      CHECK(prf.error() == "pseudorandom function PRF_HMAC_STREEBOG_512 is not offered");
      continue;
    }
    REQUIRE(prf);
    CHECK(prf->id() == row.id);
    const std::vector<std::uint8_t> key(16, 1);  // KMAC takes no empty one
    CHECK((*prf)(key, {}).size() == row.output_octets);
    CHECK(prf->output_octets() == row.output_octets);
    CHECK(prf->key_octets() == row.preferred_key_octets);
    CHECK(prf->variable_length_key() ==
          (row.id != id::prf_aes128_xcbc && row.id != id::prf_aes128_cmac));
  }
  CHECK(Prf::of(id::prf_hmac_tiger).error() == "pseudorandom function PRF_HMAC_TIGER is not known");
}

TEST_CASE("prf+: every block covers the one before, the seed and its number (RFC 7296 2.13)") {
  const Octets key = counting(1, 24);
  const Octets seed = counting(0x40, 33);
  for (const std::uint16_t number :
       {id::prf_hmac_sha1, id::prf_hmac_sha2_512, id::prf_aes128_xcbc, id::prf_aes128_cmac}) {
    const auto prf = Prf::of(number);
    REQUIRE(prf);
    const Octets one{1}, two{2}, three{3};
    const Secret t1 = (*prf)(key, {seed, one});
    const Secret t2 = (*prf)(key, {t1, seed, two});
    const Secret t3 = (*prf)(key, {t2, seed, three});
    Secret all = t1;
    all.insert(all.end(), t2.begin(), t2.end());
    all.insert(all.end(), t3.begin(), t3.end());
    const Bytes parts(seed);
    for (const std::size_t octets : {std::size_t{0}, std::size_t{1}, t1.size(), all.size()})
      CHECK(prf->plus(key, {parts.first(10), parts.subspan(10)}, octets) ==
            Secret(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(octets)));
    CHECK(prf->plus(key, {seed}, 255 * prf->output_octets()).size() == 255 * prf->output_octets());
    CHECK(prf->plus(key, {seed}, 255 * prf->output_octets() + 1).empty());
  }
}

}  // namespace
}  // namespace espect::crypto
