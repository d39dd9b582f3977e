// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/packet_cipher.h"

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace encr_id = registry::encryption_algorithm;
namespace integ_id = registry::integrity_algorithm;
using registry::EncryptionClass;
using High = std::optional<std::uint32_t>;

bool is_mgm(std::uint16_t id) {
  return id >= encr_id::encr_kuznyechik_mgm_ktree && id <= encr_id::encr_magma_mgm_mac_ktree;
}
bool is_gmac(std::uint16_t id) {
  return id >= integ_id::auth_aes_128_gmac && id <= integ_id::auth_aes_256_gmac;
}

struct Suite {
  const registry::EncryptionParameters* encr;
  std::size_t key_octets;  // without salt
  const registry::IntegrityParameters* integ;

  std::string name() const {
    return std::string(encr->name) + " " + std::to_string(key_octets * 8) + " " + integ->name;
  }
  Octets encr_key() const { return counting(0x11, key_octets + encr->salt_octets); }
  Octets integ_key() const { return counting(0x51, integ->key_octets); }
  PacketCipher cipher() const {
    auto made = PacketCipher::of(encr->id, encr_key(), integ->id, integ_key());
    INFO(name() << ": " << (made ? "" : made.error()));
    REQUIRE(made);
    return std::move(*made);
  }
  bool for_ike() const {
    return encr->kind != EncryptionClass::aead_implicit_iv &&
           encr->kind != EncryptionClass::aead_authentication_only;
  }
};

// Every cipher with every key length (CAST and Blowfish: shortest, 16 and longest that are offered)
// and one integrity algorithm; every integrity algorithm with AES-CBC. All authenticate.
std::vector<Suite> suites() {
  const auto* const none = registry::integrity_parameters(integ_id::none);
  const auto* const sha2 = registry::integrity_parameters(integ_id::auth_hmac_sha2_256_128);
  std::vector<Suite> all;
  for (const auto& encr : registry::all_encryption_parameters()) {
    if (is_mgm(encr.id)) continue;
    for (const auto& range : encr.key_octets) {
      std::vector<std::size_t> sizes{range.first};
      if (range.first != range.last) sizes = {11, 16, range.last};
      for (const std::size_t size : sizes)
        all.push_back({&encr, size, encr.is_aead() ? none : sha2});
    }
  }
  for (const auto& integ : registry::all_integrity_parameters())
    if (integ.id != integ_id::none && !is_gmac(integ.id))
      all.push_back({registry::encryption_parameters(encr_id::encr_aes_cbc), 16, &integ});
  return all;
}

const Octets text = counting(0x20, 48);  // fits every pad multiple
const Octets ike_header = counting(0xc0, 32);
constexpr std::uint32_t spi = 0xc7d5d8a1;
constexpr std::uint32_t sequence = 0x10;

Octets flipped(Octets octets, std::size_t at) {
  octets[at] ^= 0x04;
  return octets;
}

TEST_CASE("ESP: seal and open, with and without ESN, for every row of the registry") {
  for (const Suite& suite : suites()) {
    INFO(suite.name());
    PacketCipher cipher = suite.cipher();
    CHECK(cipher.authenticates());
    CHECK(cipher.iv_octets() == suite.encr->wire_iv_octets);
    CHECK(cipher.pad_multiple() == suite.encr->pad_multiple);
    CHECK(cipher.icv_octets() ==
          (suite.encr->is_aead() ? suite.encr->icv_octets : suite.integ->icv_octets));
    const Octets iv = counting(0x77, cipher.iv_octets());
    for (const High high : {High{}, High{0}, High{7}}) {
      const Octets data = cipher.seal_esp(spi, sequence, high, iv, text);
      REQUIRE(data.size() == iv.size() + text.size() + cipher.icv_octets());
      Octets plaintext;
      CHECK(cipher.open_esp(spi, sequence, high, data, &plaintext));
      CHECK(plaintext == text);
      CHECK(cipher.open_esp(spi, sequence, high, data, nullptr));
      CHECK((data.size() == text.size() ||
             suite.encr->encrypts() ==
                 !std::equal(text.begin(), text.end(),
                             data.begin() + static_cast<std::ptrdiff_t>(iv.size()))));

      // Another header, another half of the number.
      CHECK_FALSE(cipher.open_esp(spi ^ 1, sequence, high, data, &plaintext));
      CHECK(plaintext.empty());
      CHECK_FALSE(cipher.open_esp(spi, sequence + 1, high, data, &plaintext));
      CHECK_FALSE(cipher.open_esp(spi, sequence, high ? High{} : High{0}, data, &plaintext));
      CHECK_FALSE(cipher.open_esp(spi, sequence, high.value_or(0) + 1, data, &plaintext));
      // Every octet: IV, ciphertext, ICV.
      for (std::size_t at = 0; at < data.size(); ++at) {
        plaintext = {1};
        CHECK_FALSE(cipher.open_esp(spi, sequence, high, flipped(data, at), &plaintext));
        CHECK(plaintext.empty());
        CHECK_FALSE(cipher.open_esp(spi, sequence, high, flipped(data, at), nullptr));
      }
      // Every length: cut at the end, cut in front, one more.
      for (std::size_t size = 0; size < data.size(); ++size) {
        CHECK_FALSE(cipher.open_esp(spi, sequence, high, Bytes(data).first(size), &plaintext));
        CHECK_FALSE(cipher.open_esp(spi, sequence, high, Bytes(data).last(size), &plaintext));
        CHECK(plaintext.empty());
      }
      CHECK_FALSE(cipher.open_esp(spi, sequence, high, joined({data, {0}}), &plaintext));
      // After all that it still opens: nothing of a packet stays behind.
      CHECK(cipher.open_esp(spi, sequence, high, data, &plaintext));
    }
  }
}

TEST_CASE("IKE: seal and open for every row that IKE may use") {
  for (const Suite& suite : suites()) {
    INFO(suite.name());
    PacketCipher cipher = suite.cipher();
    const Octets iv = counting(0x77, cipher.iv_octets());
    const Octets body = cipher.seal_ike(ike_header, iv, text);
    Octets plaintext;
    if (!suite.for_ike()) {
      CHECK(body.empty());
      CHECK_FALSE(cipher.open_ike(ike_header, Octets(100, 0), plaintext));
      continue;
    }
    REQUIRE(body.size() == iv.size() + text.size() + cipher.icv_octets());
    CHECK(cipher.open_ike(ike_header, body, plaintext));
    CHECK(plaintext == text);
    for (std::size_t at = 0; at < ike_header.size(); ++at)
      CHECK_FALSE(cipher.open_ike(flipped(ike_header, at), body, plaintext));
    for (std::size_t at = 0; at < body.size(); ++at) {
      plaintext = {1};
      CHECK_FALSE(cipher.open_ike(ike_header, flipped(body, at), plaintext));
      CHECK(plaintext.empty());
    }
    for (std::size_t size = 0; size < body.size(); ++size)
      CHECK_FALSE(cipher.open_ike(ike_header, Bytes(body).first(size), plaintext));
    CHECK_FALSE(cipher.open_ike({}, body, plaintext));
    CHECK(cipher.open_ike(ike_header, body, plaintext));
  }
}

TEST_CASE("another key, another salt, another integrity key: refused") {
  for (const Suite& suite : suites()) {
    INFO(suite.name());
    PacketCipher cipher = suite.cipher();
    const Octets iv = counting(0x77, cipher.iv_octets());
    const Octets data = cipher.seal_esp(spi, sequence, {}, iv, text);
    Octets plaintext;
    if (suite.integ->id != integ_id::none) {
      auto other = PacketCipher::of(suite.encr->id, suite.encr_key(), suite.integ->id,
                                    flipped(suite.integ_key(), 3));
      REQUIRE(other);
      CHECK_FALSE(other->open_esp(spi, sequence, {}, data, &plaintext));
      continue;
    }
    for (const std::size_t at : {std::size_t{0}, suite.encr_key().size() - 1}) {
      auto other = PacketCipher::of(suite.encr->id, flipped(suite.encr_key(), at), 0, {});
      REQUIRE(other);
      CHECK_FALSE(other->open_esp(spi, sequence, {}, data, &plaintext));
      CHECK(plaintext.empty());
    }
  }
}

TEST_CASE("without authentication every well-formed ESP packet opens, and no IKE message") {
  struct Row {
    std::uint16_t encr;
    std::size_t key, iv, block;
  };
  const Row rows[] = {{encr_id::encr_null, 0, 0, 1},
                      {encr_id::encr_3des, 24, 8, 8},
                      {encr_id::encr_aes_cbc, 16, 16, 16},
                      {encr_id::encr_aes_ctr, 20, 8, 1}};
  for (const Row& row : rows) {
    INFO("encryption algorithm " << row.encr);
    auto cipher = PacketCipher::of(row.encr, counting(1, row.key), integ_id::none, {});
    REQUIRE(cipher);
    CHECK_FALSE(cipher->authenticates());
    CHECK_FALSE(cipher->worth_a_thread());
    CHECK(cipher->icv_octets() == 0);
    for (std::size_t size = 0; size < 100; ++size) {
      const bool formed = size >= row.iv + 2 && (size - row.iv) % row.block == 0;
      Octets plaintext{9};
      CHECK(cipher->open_esp(spi, 1, {}, counting(5, size), &plaintext) == formed);
      CHECK(plaintext.size() == (formed ? size - row.iv : 0));
      CHECK(cipher->open_esp(spi, 1, {}, counting(5, size), nullptr) == formed);
      CHECK_FALSE(cipher->open_ike(ike_header, counting(5, size), plaintext));
    }
    CHECK(cipher->seal_ike(ike_header, Octets(row.iv, 0), text).empty());
  }
}

TEST_CASE("an ICV that verifies does not make up for a part of a block") {
  const Octets integ_key = counting(1, 20);
  auto null = PacketCipher::of(encr_id::encr_null, {}, integ_id::auth_hmac_sha1_96, integ_key);
  auto cbc = PacketCipher::of(encr_id::encr_aes_cbc, counting(1, 16), integ_id::auth_hmac_sha1_96,
                              integ_key);
  REQUIRE(null);
  REQUIRE(cbc);
  for (std::size_t size = 2; size < 70; ++size) {
    // The ICV of NULL covers the same octets.
    const Octets data = null->seal_esp(spi, sequence, {}, {}, counting(0, size));
    const bool formed = size > 16 && size % 16 == 0;
    Octets plaintext;
    CHECK(cbc->open_esp(spi, sequence, {}, data, &plaintext) == formed);
    CHECK(plaintext.empty() == !formed);
    CHECK(cbc->open_esp(spi, sequence, {}, data, nullptr) == formed);
  }
}

TEST_CASE("sealing refuses what no receiver would take") {
  auto cipher = PacketCipher::of(encr_id::encr_aes_gcm_16, counting(1, 20), 0, {});
  auto cbc = PacketCipher::of(encr_id::encr_aes_cbc, counting(1, 16), integ_id::auth_hmac_sha1_96,
                              counting(1, 20));
  REQUIRE(cipher);
  REQUIRE(cbc);
  CHECK(cipher->seal_esp(spi, 1, {}, Octets(7), text).empty());
  CHECK(cipher->seal_ike(ike_header, Octets(9), text).empty());
  CHECK(cipher->seal_esp(spi, 1, {}, Octets(8), Octets(1)).empty());
  CHECK(cipher->seal_ike(ike_header, Octets(8), {}).empty());
  CHECK(cbc->seal_esp(spi, 1, {}, Octets(16), Octets(17)).empty());
  CHECK(cbc->seal_ike(ike_header, Octets(16), Octets(17)).empty());
}

TEST_CASE("a cipher that cannot be made says why") {
  const auto error = [](std::uint16_t encr, std::size_t key, std::uint16_t integ = 0,
                        std::size_t integ_key = 0) {
    const auto made = PacketCipher::of(encr, Octets(key, 1), integ, Octets(integ_key, 1));
    return made ? std::string("made") : made.error();
  };
  CHECK(error(encr_id::encr_aes_gcm_16, 16) ==
        "ENCR_AES_GCM_16 does not take a key of 16 octets: key 16, 24 or 32 octets, salt 4, IV 8, "
        "ICV 16");
  CHECK(error(encr_id::encr_aes_gcm_16, 20, integ_id::auth_hmac_sha1_96, 20) ==
        "ENCR_AES_GCM_16 is AEAD and takes no integrity algorithm");
  CHECK(error(encr_id::encr_aes_cbc, 16, integ_id::auth_hmac_sha1_96, 16) == "made");
  CHECK(error(encr_id::encr_aes_cbc, 16, integ_id::auth_aes_cmac_96, 20) ==
        "AUTH_AES_CMAC_96 takes a key of 16 octets, not 20");
  CHECK(error(encr_id::encr_null, 0, integ_id::auth_aes_128_gmac, 20) ==
        "AUTH_AES_128_GMAC is for AH only (RFC 4543)");
  CHECK(error(encr_id::encr_aes_cbc, 16, integ_id::none, 20) ==
        "an integrity key of 20 octets without an integrity algorithm");
  CHECK(error(encr_id::encr_cast, 10) ==
        "encryption algorithm ENCR_CAST with a key of 10 octets is not offered");
  CHECK(error(encr_id::encr_rc5, 16) == "encryption algorithm ENCR_RC5 is not known");
  for (const auto& row : registry::all_encryption_parameters())
    if (is_mgm(row.id))
      CHECK(error(row.id, 32U + row.salt_octets) == std::string("encryption algorithm ") +
                                                        row.name +
                                                        " with a key of 32 octets is not offered");
}

}  // namespace
}  // namespace espect::crypto
