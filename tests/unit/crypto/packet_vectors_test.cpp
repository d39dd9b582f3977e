// SPDX-License-Identifier: GPL-2.0-or-later
// Published packets, opened and sealed.
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace id = registry::encryption_algorithm;

struct EspRow {
  const char* source;
  std::uint16_t encr;
  Octets key;  // with salt
  std::uint32_t spi, sequence;
  std::optional<std::uint32_t> high;
  Octets iv, plaintext, ciphertext, icv;
};

std::vector<EspRow> esp_packets() {
  const Octets cisco = hex("abbccddef00112233445566778899aababbccddef00112233445566778899aab");
  return {
      {"draft-mcgrew-gcm-test-01, 1: 128 bits, ESN", id::encr_aes_gcm_16,
       hex("4c80cdefbb5d10da906ac73c3613a634 2e443b68"), 0x4321, 0, 0x87654321,
       hex("4956ed7e3b244cfe"),
       hex("45000048699a000080114db7c0a80102c0a801010a9bf15638d3010000010000"
           "00000000045f736970045f756470037369700963796265726369747902646b00"
           "0021000101020201"),
       hex("fecf537e729d5b07dc30df528dd22b768d1b98736696a6fd348509fa13ceac34"
           "cfa2436f14a3f3cf65925bf1f4a13c5d15b21e1884f5ff6247aeabb786b93bce"
           "61bc17d768fd9732"),
       hex("459018148f6cbe722fd04796562dfdb4")},
      {"draft-mcgrew-gcm-test-01, 2: 128 bits", id::encr_aes_gcm_16,
       hex("feffe9928665731c6d6a8f9467308308 cafebabe"), 0xa5f8, 10, std::nullopt,
       hex("facedbaddecaf888"),
       hex("4500003e698f000080114dccc0a80102c0a801010a980035002a2343b2d00100"
           "0001000000000000037369700963796265726369747902646b00000100010001"),
       hex("deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f1ba76d5d114d2a5c"
           "3de81827c10e9a4f51330d0eec416642cfbb85a5b47e48a4ec3b9ba95d918bd1"),
       hex("83b70d3aa8bc6ee4c309e9d85a41ad4a")},
      {"draft-mcgrew-gcm-test-01, 3: 256 bits", id::encr_aes_gcm_16,
       joined({cisco, hex("11223344")}), 0x4a2cbfe3, 2, std::nullopt, hex("0102030405060708"),
       hex("4500003069a6400080062690c0a801029389155e0a9e008b2dc57ee000000000"
           "7002400020bf0000020405b40101040201020201"),
       hex("ff425c9b724599df7a3bcd510194e00d6a78107f1b0b1cbf06efae9d65a5d763"
           "748a637985771d347f0545659f14e99def842d8e"),
       hex("b335f4eecfdbf831824b4c4915956c96")},
      {"draft-mcgrew-gcm-test-01, 7: 192 bits", id::encr_aes_gcm_16,
       hex("feffe9928665731c6d6a8f9467308308feffe9928665731c cafebabe"), 0xa5f8, 10, std::nullopt,
       hex("facedbaddecaf888"),
       hex("45000028a4ad4000400678800a01038f0a010612802306b8cb712602dd6bb03e"
           "501016d075680001"),
       hex("a5b1f8066029aea40e598b8122de02420938b3ab33f828e687b8858b5bfbdbd0"
           "315b27452144cc77"),
       hex("95457b9652037f5318027b5b4cd7a636")},
      {"draft-mcgrew-gcm-test-01, 9: 256 bits, ESN", id::encr_aes_gcm_16,
       joined({cisco, hex("73616c74")}), 0x17405e67, 0xdd0db99b, 0x156f3126,
       hex("616e640169766563"),
       hex("45080028732c00004006e9f90a0106120a01038f06b88023dd6bafbecb712602"
           "50101f646d540001"),
       hex("f2d69ecdbd5a0d5b8d5ef38bad4da58d1f278fde98ef67549d524a3018d9a57f"
           "f4d3a31ce673119e"),
       hex("451626c2415771e3b7eebca614c89b35")},
      {"draft-mcgrew-gcm-test-01, 12: a dummy packet", id::encr_aes_gcm_16,
       hex("7d773d00c144c525ac619d18c84a3f47 d9664267"), 0x335467ae, 0xffffffff, std::nullopt,
       hex("43457e9182443bc6"), hex("01020201"), hex("437f866b"),
       hex("cb3f699fe9b0822bac961c4504bef270")},
      {"draft-mcgrew-gcm-test-01, GMAC", id::encr_null_auth_aes_gmac,
       hex("4c80cdefbb5d10da906ac73c3613a634 22433c64"), 0x4321, 7, std::nullopt, Octets(8, 0),
       hex("45000030da3a00008001df3bc0a80005c0a800010800c6cd0200070061626364"
           "65666768696a6b6c6d6e6f707172737401020201"),
       hex("45000030da3a00008001df3bc0a80005c0a800010800c6cd0200070061626364"
           "65666768696a6b6c6d6e6f707172737401020201"),
       hex("f2a9a836e155106aa8dcd618e4099aaa")},
      {"RFC 7634 appendix A", id::encr_chacha20_poly1305,
       joined({counting(0x80, 32), hex("a0a1a2a3")}), 0x01020304, 5, std::nullopt,
       counting(0x10, 8),
       joined({hex("45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec10"
                   "00073627"),
               counting(8, 0x30), hex("01020204")}),
       hex("24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c6"
           "14ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3"
           "cbec163fac469b502773f6fb94e664da9165b82829f641e0"),
       hex("76aaa8266b7fb0f7b11b369907e1ad43")},
  };
}

TEST_CASE("ESP: published packets") {
  for (const EspRow& row : esp_packets()) {
    INFO(row.source);
    auto cipher = PacketCipher::of(row.encr, row.key, 0, {});
    REQUIRE(cipher);
    CHECK(cipher->authenticates());
    const Octets data = joined({row.iv, row.ciphertext, row.icv});
    for (int round = 0; round < 2; ++round) {
      Octets plaintext{1, 2, 3};
      CHECK(cipher->open_esp(row.spi, row.sequence, row.high, data, &plaintext));
      CHECK(to_hex(plaintext) == to_hex(row.plaintext));
      CHECK(to_hex(cipher->seal_esp(row.spi, row.sequence, row.high, row.iv, row.plaintext)) ==
            to_hex(data));
      CHECK(cipher->open_esp(row.spi, row.sequence, row.high, data, nullptr));
    }
  }
}

// RFC 8750 section 4 changes no octet of ciphertext and ICV when IV and sequence number are equal.
TEST_CASE("ESP: an implicit IV is the sequence number in eight octets") {
  struct Row {
    std::uint16_t with_iv, implicit;
    std::size_t key;
  };
  const Row rows[] = {{id::encr_aes_gcm_16, id::encr_aes_gcm_16_iiv, 36},
                      {id::encr_aes_ccm_8, id::encr_aes_ccm_8_iiv, 35},
                      {id::encr_chacha20_poly1305, id::encr_chacha20_poly1305_iiv, 36}};
  const std::optional<std::uint32_t> highs[] = {std::nullopt, 0, 0x01020304};
  for (const Row& row : rows) {
    const Octets key = counting(3, row.key);
    auto with_iv = PacketCipher::of(row.with_iv, key, 0, {});
    auto implicit = PacketCipher::of(row.implicit, key, 0, {});
    REQUIRE(with_iv);
    REQUIRE(implicit);
    for (const auto high : highs) {
      const Octets iv = joined(
          {high ? hex(*high == 0 ? "00000000" : "01020304") : Octets(4, 0), hex("a0b0c0d0")});
      const Octets sealed = with_iv->seal_esp(0x1000, 0xa0b0c0d0, high, iv, counting(0, 40));
      REQUIRE(sealed.size() > 48);
      const Octets shorter = implicit->seal_esp(0x1000, 0xa0b0c0d0, high, {}, counting(0, 40));
      CHECK(to_hex(joined({iv, shorter})) == to_hex(sealed));
      Octets plaintext;
      CHECK(implicit->open_esp(0x1000, 0xa0b0c0d0, high, shorter, &plaintext));
      CHECK(plaintext == counting(0, 40));
    }
  }
}

TEST_CASE("IKE: the SK payload of RFC 7634 appendix B") {
  auto cipher = PacketCipher::of(id::encr_chacha20_poly1305,
                                 joined({counting(0x80, 32), hex("a0a1a2a3")}), 0, {});
  REQUIRE(cipher);
  const Octets associated =
      hex("c0c1c2c3c4c5c6c7 d0d1d2d3d4d5d6d7 2e202500 00000009 00000045 29000029");
  const Octets body =
      hex("1011121314151617 610394701f8d017f7c12924889 6b71bfe25236efd7cdc6"
          "7066906315b2");
  const Octets payloads = hex("0000000c000040010000000a 00");
  Octets plaintext;
  REQUIRE(cipher->open_ike(associated, body, plaintext));
  CHECK(to_hex(plaintext) == to_hex(payloads));
  CHECK(to_hex(cipher->seal_ike(associated, Bytes(body).first(8), payloads)) == to_hex(body));
}

// RFC 3686 section 6 gives counter blocks and text; NULL authentication leaves them as they are.
TEST_CASE("ESP: AES-CTR and Camellia-CTR count from one (RFC 3686 4, RFC 5528 4)") {
  struct Row {
    std::uint16_t encr;
    const char *key, *ciphertext;
  };
  const Row rows[] = {{id::encr_aes_ctr, "ae6852f8121067cc4bf7a5765577f39e 00000030",
                       "e4095d4fb7a7b3792d6175a3261311b8"},
                      {id::encr_camellia_ctr, "ae6852f8121067cc4bf7a5765577f39e 00000030",
                       "d09dc29a8214619a20877c76db1f0b3f"}};
  for (const Row& row : rows) {
    auto cipher = PacketCipher::of(row.encr, hex(row.key), 0, {});
    REQUIRE(cipher);
    CHECK_FALSE(cipher->authenticates());
    Octets plaintext;
    REQUIRE(cipher->open_esp(1, 1, std::nullopt, joined({Octets(8, 0), hex(row.ciphertext)}),
                             &plaintext));
    CHECK(plaintext == ascii("Single block msg"));
  }
}

// RFC 3602 section 4, case 5: a whole packet of transport mode.
TEST_CASE("ESP: AES-CBC, the ping of RFC 3602") {
  auto cipher = PacketCipher::of(id::encr_aes_cbc, hex("90d382b410eeba7ad938c46cec1a82bf"), 0, {});
  REQUIRE(cipher);
  const Octets data =
      hex("e96e8c08ab465763fd098d45dd3ff893"
          "f663c25d325c18c6a9453e194e120849a4870b66cc6b9965330013b4898dc856"
          "a4699e523a55db080b59ec3a8e4b7e52775b07d1db34ed9c538ab50c551b874a"
          "a269add047ad2d5913ac19b7cfbad4a6");
  Octets plaintext;
  REQUIRE(cipher->open_esp(0x4321, 1, std::nullopt, data, &plaintext));
  const Octets echo = joined({hex("08000ebda70a0000 8e9c083db95b0700"), counting(8, 0x30)});
  CHECK(to_hex(plaintext) == to_hex(joined({echo, counting(1, 14), hex("0e 01")})));
  CHECK(to_hex(cipher->seal_esp(0x4321, 1, std::nullopt, Bytes(data).first(16), plaintext)) ==
        to_hex(data));
}

}  // namespace
}  // namespace espect::crypto
