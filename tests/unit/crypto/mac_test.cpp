// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/mac.h"

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace id = registry::integrity_algorithm;

struct Row {
  const char* source;
  std::uint16_t integ;
  Octets key, data;
  const char* icv;  // as truncated
  Octets iv = {};
};

std::vector<Row> vectors() {
  const Octets hi = ascii("Hi There");
  const Octets cmac_key = hex("2b7e151628aed2a6abf7158809cf4f3c");
  const Octets cmac_data =
      hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411");
  const Octets xcbc_key = counting(0, 16);
  const Octets sm3_data = ascii(
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  const Octets sm3_key = counting(1, 32);
  return {
      {"RFC 2202 2.1", id::auth_hmac_md5_96, Octets(16, 0x0b), hi, "9294727a3638bb1c13f48ef8"},
      {"RFC 2202 2.3", id::auth_hmac_md5_128, Octets(16, 0xaa), Octets(50, 0xdd),
       "56be34521d144c88dbb8c733f0e8b3f6"},
      {"RFC 2202 3.1", id::auth_hmac_sha1_96, Octets(20, 0x0b), hi, "b617318655057264e28bc0b6"},
      {"RFC 2202 3.3", id::auth_hmac_sha1_160, Octets(20, 0xaa), Octets(50, 0xdd),
       "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
      {"RFC 4868 2.7.2.1, AUTH256-1", id::auth_hmac_sha2_256_128, Octets(32, 0x0b), hi,
       "198a607eb44bfbc69903a0f1cf2bbdc5"},
      {"RFC 4868 2.7.2.2, AUTH384-1", id::auth_hmac_sha2_384_192, Octets(48, 0x0b), hi,
       "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee973"},
      {"RFC 4868 2.7.2.3, AUTH512-1", id::auth_hmac_sha2_512_256, Octets(64, 0x0b), hi,
       "637edc6e01dce7e6742a99451aae82df23da3e92439e590e43e761b33e910fb8"},
      {"GM/T 0042-2015 D.3", id::auth_hmac_sm3_96, sm3_key, sm3_data, "ca05e144ed05d1857840d1f3"},
      {"GM/T 0042-2015 D.3", id::auth_hmac_sm3_128, sm3_key, sm3_data,
       "ca05e144ed05d1857840d1f318a4a866"},
      {"GM/T 0042-2015 D.3", id::auth_hmac_sm3_256, sm3_key, sm3_data,
       "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"},
      {"RFC 3566 4.6, case 1", id::auth_aes_xcbc_96, xcbc_key, {}, "75f0251d528ac01c4573dfd5"},
      {"RFC 3566 4.6, case 2", id::auth_aes_xcbc_96, xcbc_key, counting(0, 3),
       "5b376580ae2f19afe7219cee"},
      {"RFC 3566 4.6, case 3", id::auth_aes_xcbc_96, xcbc_key, counting(0, 16),
       "d2a246fa349b68a79998a439"},
      {"RFC 3566 4.6, case 4", id::auth_aes_xcbc_96, xcbc_key, counting(0, 20),
       "47f51b4564966215b8985c63"},
      {"RFC 3566 4.6, case 5", id::auth_aes_xcbc_96, xcbc_key, counting(0, 32),
       "f54f0ec8d2b9f3d36807734b"},
      {"RFC 3566 4.6, case 6", id::auth_aes_xcbc_96, xcbc_key, counting(0, 34),
       "becbb3bccdb518a30677d548"},
      {"RFC 3566 4.6, case 7", id::auth_aes_xcbc_96, xcbc_key, Octets(1000, 0),
       "f0dafee895db30253761103b"},
      {"RFC 4494 4, case 1", id::auth_aes_cmac_96, cmac_key, {}, "bb1d6929e95937287fa37d12"},
      {"RFC 4494 4, case 3", id::auth_aes_cmac_96, cmac_key, cmac_data, "dfa66747de9ae63030ca3261"},
      // The ESP case of draft-mcgrew-gcm-test-01 as one message: header, IV and payload.
      {"draft-mcgrew-gcm-test-01, GMAC", id::auth_aes_128_gmac,
       hex("4c80cdefbb5d10da906ac73c3613a634 22433c64"),
       hex("00004321 00000007 0000000000000000 45000030da3a00008001df3bc0a80005c0a800010800c6cd"
           "020007006162636465666768696a6b6c6d6e6f7071727374 01020201"),
       "f2a9a836e155106aa8dcd618e4099aaa", Octets(8, 0)},
      // The GCM specification's cases without text: an empty message under a zero key.
      {"GCM specification, case 7",
       id::auth_aes_192_gmac,
       Octets(28, 0),
       {},
       "cd33b28ac773f74ba00ed1f312572435",
       Octets(8, 0)},
      {"GCM specification, case 13",
       id::auth_aes_256_gmac,
       Octets(36, 0),
       {},
       "530f8afbc74536b9a963b4f1c4cb738b",
       Octets(8, 0)},
  };
}

TEST_CASE("ICV: published vectors, in any parts, with one key setup for many messages") {
  for (const Row& row : vectors()) {
    INFO(row.source << ", integrity algorithm " << row.integ);
    auto mac = Mac::of(row.integ, row.key);
    REQUIRE(mac);
    const Bytes all(row.data);
    for (std::size_t at = 0; at <= all.size(); at += 1 + at / 40) {
      CHECK(to_hex(mac->icv({all.first(at), {}, all.subspan(at)}, row.iv)) == row.icv);
      CHECK(mac->verify({all.first(at), all.subspan(at)}, hex(row.icv), row.iv));
    }
  }
}

TEST_CASE("ICV: every changed bit, wrong length and wrong key is refused") {
  for (const Row& row : vectors()) {
    INFO(row.source << ", integrity algorithm " << row.integ);
    auto mac = Mac::of(row.integ, row.key);
    REQUIRE(mac);
    const Octets icv = hex(row.icv);
    CHECK(mac->icv_octets() == icv.size());
    CHECK(mac->iv_octets() == row.iv.size());
    for (std::size_t bit = 0; bit < 8 * icv.size(); ++bit) {
      Octets changed = icv;
      changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
      CHECK_FALSE(mac->verify({row.data}, changed, row.iv));
    }
    for (std::size_t size = 0; size < icv.size(); ++size)
      CHECK_FALSE(mac->verify({row.data}, Bytes(icv).first(size), row.iv));
    CHECK_FALSE(mac->verify({row.data}, joined({icv, {0}}), row.iv));
    CHECK_FALSE(mac->verify({row.data, Octets{0}}, icv, row.iv));
    Octets longer_iv = row.iv;
    longer_iv.push_back(0);
    CHECK_FALSE(mac->verify({row.data}, icv, longer_iv));
    CHECK(mac->icv({row.data}, longer_iv).empty());
    Octets other_key = row.key;
    other_key[0] ^= 0x80;
    auto other = Mac::of(row.integ, other_key);
    REQUIRE(other);
    CHECK_FALSE(other->verify({row.data}, icv, row.iv));
  }
}

TEST_CASE(
    "ICV: each row of the registry is there; HMAC takes any key, KMAC (OpenSSL) one of 4 octets or more, the others one length") {
  for (const auto& row : registry::all_integrity_parameters()) {
    INFO(row.name);
    if (row.id == id::none) {
      CHECK_FALSE(Mac::of(row.id, {}));
      continue;
    }
    CHECK(Mac::of(row.id, Octets(row.key_octets, 7)));
    const std::string_view name = row.name;
    const bool hmac = name.find("HMAC") != std::string_view::npos;
    const bool kmac = name.find("KMAC") != std::string_view::npos;
    CHECK_FALSE(Mac::of(row.id, {}));
    for (std::size_t size = 1; size <= 160; ++size)
      if (size != row.key_octets)
        CHECK(Mac::of(row.id, Octets(size, 7)).has_value() == (hmac || (kmac && size >= 4)));
  }
  CHECK(Mac::of(id::auth_aes_xcbc_96, Octets(20, 0)).error() ==
        "AUTH_AES_XCBC_96 takes a key of 16 octets, not 20");
  CHECK(Mac::of(id::auth_des_mac, Octets(8, 0)).error() ==
        "integrity algorithm AUTH_DES_MAC is not known");
}

// RFC 4231: test case 1 (20 octets), 2 ("Jefe") and 6 (131 octets, more than a block).
TEST_CASE("ICV: HMAC-SHA-256 with keys shorter and longer than its block") {
  struct Published {
    Octets key;
    std::string data;
    const char* icv;  // its first 128 bits
  };
  const Published rows[] = {
      {Octets(20, 0x0b), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b"},
      {Octets{'J', 'e', 'f', 'e'}, "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c7"},
      {Octets(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f"},
  };
  for (const Published& row : rows) {
    auto mac = Mac::of(id::auth_hmac_sha2_256_128, row.key);
    REQUIRE(mac);
    const Octets data(row.data.begin(), row.data.end());
    CHECK(to_hex(mac->icv({data})) == row.icv);
  }
}

}  // namespace
}  // namespace espect::crypto
