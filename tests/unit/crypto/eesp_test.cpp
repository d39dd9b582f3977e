// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "ipsec/crypto/key_schedule.h"
#include "ipsec/crypto/packet_cipher.h"
#include "tests/support/catch.h"

namespace espect::crypto {
namespace {

namespace encr = registry::encryption_algorithm;
using Octets = std::vector<std::uint8_t>;

PacketCipher cipher(std::uint16_t id) {
  const Octets key(id == encr::encr_null_auth_aes_gmac ? 20 : 36, 7);
  return std::move(*PacketCipher::of(id, key, {}, {}));
}

// RFC 5869 appendix A.1: the PRK; here with a Session ID of two
// octets, recomputed with Python's hmac.
TEST_CASE("keys of sub-SAs differ by Session ID and come from HKDF-Expand") {
  const auto root = *from_hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
  SaAlgorithms algorithms{encr::encr_aes_gcm_16, 32, {}, registry::sskdf::sskdf_hkdf_sha2_256};
  const auto one = sub_sa_key(algorithms, root, 1);
  const auto two = sub_sa_key(algorithms, root, 2);
  REQUIRE(one);
  CHECK(one->size() == 36);
  CHECK(to_hex(*one) == "954e5674a9fbbcf1cde7427f6187861944ab3765707d6a353da10fbac91befaa979f8e4a");
  CHECK(*one != *two);
  algorithms.sskdf = registry::sskdf::sskdf_aes256_cmac;
  CHECK_FALSE(sub_sa_key(algorithms, root, 1));
}

TEST_CASE("an EESP packet opens in the reading of AAD in which it was sealed, and in no other") {
  for (const auto id :
       {encr::encr_aes_gcm_16, encr::encr_chacha20_poly1305, encr::encr_null_auth_aes_gmac}) {
    auto aead = cipher(id);
    Octets front{0x80, 0, 0, 1, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 9};
    front.insert(front.end(), 8, 0xaa);  // IV
    const Octets clear{0, 0, 17, 2}, inside{1, 2, 3, 4, 5, 6, 7, 8};
    for (const bool associated : {true, false}) {
      const auto packet = aead.seal_eesp(front, clear, inside, 9, associated);
      REQUIRE(packet.size() == front.size() + clear.size() + inside.size() + 16);
      EespPlaces places{16, 28, 9, associated};
      Octets opened;
      REQUIRE(aead.open_eesp(packet, places, &opened));
      CHECK(opened == Octets{0, 0, 17, 2, 1, 2, 3, 4, 5, 6, 7, 8});
      places.iv_is_associated = !associated;
      CHECK_FALSE(aead.open_eesp(packet, places, &opened));
      CHECK(opened.empty());
      for (const std::size_t at :
           {std::size_t{3}, std::size_t{15}, std::size_t{25}, packet.size() - 1}) {
        auto changed = packet;
        changed[at] ^= 1;
        places.iv_is_associated = associated;
        CHECK_FALSE(aead.open_eesp(changed, places, nullptr));
      }
    }
  }
}

TEST_CASE("an implicit IV is the number, so without one nothing opens") {
  auto aead = cipher(encr::encr_aes_gcm_16_iiv);
  const Octets front{0x80, 0, 0, 1, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 9};
  const auto packet = aead.seal_eesp(front, {}, front, 9, true);
  CHECK(aead.open_eesp(packet, {16, 16, 9, true}, nullptr));
  CHECK_FALSE(aead.open_eesp(packet, {16, 16, 8, true}, nullptr));
  CHECK_FALSE(aead.open_eesp(packet, {16, 16, std::nullopt, true}, nullptr));
}

TEST_CASE("what is too short, and ciphers that authenticate nothing, open no EESP") {
  auto aead = cipher(encr::encr_aes_gcm_16);
  const Octets octets(40, 1);
  CHECK_FALSE(aead.open_eesp(octets, {16, 24, 9, true}, nullptr));
  CHECK_FALSE(aead.open_eesp(octets, {16, 20, 9, true}, nullptr));
  CHECK_FALSE(aead.open_eesp(octets, {90, 98, 9, true}, nullptr));
  const Octets key(16, 1);
  auto cbc = std::move(*PacketCipher::of(encr::encr_aes_cbc, key, {}, {}));
  CHECK_FALSE(cbc.open_eesp(octets, {8, 24, std::nullopt, true}, nullptr));
}

}  // namespace
}  // namespace espect::crypto
