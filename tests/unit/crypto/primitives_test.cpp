// SPDX-License-Identifier: GPL-2.0-or-later
// Ciphers below PacketCipher, where published vectors do not have the shape of a packet.
#include "ipsec/crypto/aead.h"
#include "ipsec/crypto/block_mode.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace id = registry::encryption_algorithm;

TEST_CASE("cipher modes: published vectors") {
  const Octets counter_text = counting(0, 36);
  struct Row {
    const char* source;
    std::uint16_t encr;
    Octets key, iv, plaintext, ciphertext;
  };
  const Row rows[] = {
      {"FIPS 81 table C1", id::encr_des, hex("0123456789abcdef"), hex("1234567890abcdef"),
       ascii("Now is the time for all "), hex("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6")},
      {"SP 800-67 B.1, first block", id::encr_3des,
       hex("0123456789abcdef23456789abcdef01456789abcdef0123"), Octets(8, 0), ascii("The qufc"),
       hex("a826fd8ce53b855f")},
      {"RFC 2144 B.1", id::encr_cast, hex("0123456712345678234567893456789a"), Octets(8, 0),
       hex("0123456789abcdef"), hex("238b4fe5847e44b2")},
      {"Blowfish test vectors, CBC", id::encr_blowfish, hex("0123456789abcdeff0e1d2c3b4a59687"),
       hex("fedcba9876543210"), joined({ascii("7654321 Now is the time for "), Octets(4, 0)}),
       hex("6b77b4d63006dee605b156e27403979358deb9e7154616d959f1652bd5ff92cc")},
      {"RFC 3602 4, case 1", id::encr_aes_cbc, hex("06a9214036b8a15b512e03d534120006"),
       hex("3dafba429d9eb430b422da802c9fac41"), ascii("Single block msg"),
       hex("e353779c1079aeb82708942dbe77181a")},
      {"RFC 3602 4, case 3", id::encr_aes_cbc, hex("6c3ea0477630ce21a2ce334aa746c2cd"),
       hex("c782dc4c098c66cbd9cd27d825682c81"),
       ascii("This is a 48-byte message (exactly 3 AES blocks)"),
       hex("d0a02b3836451753d493665d33f0e8862dea54cdb293abc7506939276772f8d5"
           "021c19216bad525c8579695d83ba2684")},
      {"RFC 3686 6, vector 1", id::encr_aes_ctr, hex("ae6852f8121067cc4bf7a5765577f39e"),
       hex("00000030 0000000000000000 00000001"), ascii("Single block msg"),
       hex("e4095d4fb7a7b3792d6175a3261311b8")},
      {"RFC 3686 6, vector 3", id::encr_aes_ctr, hex("7691be035e5020a8ac6e618529f9a0dc"),
       hex("00e0017b 27777f3f4a1786f0 00000001"), counter_text,
       hex("c1cf48a89f2ffdd9cf4652e9efdb72d74540a42bde6d7836d59a5ceaaef3105325b2072f")},
      {"RFC 3686 6, vector 4", id::encr_aes_ctr,
       hex("16af5b145fc9f579c175f93e3bfb0eed863d06ccfdb78515"),
       hex("00000048 36733c147d6d93cb 00000001"), ascii("Single block msg"),
       hex("4b55384fe259c9c84e7935a003cbe928")},
      {"RFC 5528 4, vector 1", id::encr_camellia_ctr, hex("ae6852f8121067cc4bf7a5765577f39e"),
       hex("00000030 0000000000000000 00000001"), ascii("Single block msg"),
       hex("d09dc29a8214619a20877c76db1f0b3f")},
      {"NTT Camellia vectors, SP 800-38A F.2.1", id::encr_camellia_cbc,
       hex("2b7e151628aed2a6abf7158809cf4f3c"), counting(0, 16),
       hex("6bc1bee22e409f96e93d7e117393172a"), hex("1607cf494b36bbf00daeb0b503c831ab")},
      {"draft-ribose-cfrg-sm4 A.2.2.1", id::encr_sm4_cbc, hex("0123456789abcdeffedcba9876543210"),
       counting(0, 16), hex("aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb"),
       hex("78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d")},
  };
  for (const Row& row : rows) {
    INFO(row.source << ", encryption algorithm " << row.encr);
    const auto mode = block_mode(row.encr, row.key);
    REQUIRE(mode);
    Octets out(row.plaintext.size());
    for (int round = 0; round < 2; ++round) {
      REQUIRE(mode->encrypt(row.iv, row.plaintext, out.data()));
      CHECK(to_hex(out) == to_hex(row.ciphertext));
      REQUIRE(mode->decrypt(row.iv, row.ciphertext, out.data()));
      CHECK(to_hex(out) == to_hex(row.plaintext));
    }
    CHECK_FALSE(mode->decrypt(Bytes(row.iv).first(row.iv.size() - 1), row.ciphertext, out.data()));
  }
}

TEST_CASE("CBC does not take a part of a block") {
  for (const std::uint16_t encr : {id::encr_des, id::encr_3des, id::encr_aes_cbc}) {
    const std::size_t block = encr == id::encr_aes_cbc ? 16 : 8;
    const auto mode = block_mode(encr, counting(1, encr == id::encr_des ? 8 : 24));
    REQUIRE(mode);
    const Octets in(3 * block);
    Octets out(in.size());
    for (std::size_t size = 1; size <= in.size(); ++size)
      CHECK(mode->decrypt(Octets(block), Bytes(in).first(size), out.data()) == (size % block == 0));
  }
}

TEST_CASE("CAST: 16 rounds with padded keys, none of 12 rounds (RFC 2144 2.5)") {
  // RFC 2144 B.1 has an 80-bit key too; a cipher with 16 rounds cannot give its answer.
  CHECK(block_mode(id::encr_cast, hex("01234567123456782345")) == nullptr);
  const auto padded = block_mode(id::encr_cast, counting(1, 11));
  const auto whole = block_mode(id::encr_cast, joined({counting(1, 11), Octets(5, 0)}));
  REQUIRE(padded);
  REQUIRE(whole);
  Octets one(8), other(8);
  CHECK(padded->encrypt(Octets(8), Octets(8), one.data()));
  CHECK(whole->encrypt(Octets(8), Octets(8), other.data()));
  CHECK(one == other);
}

TEST_CASE("weak DES keys are taken: an auditor reads what others sent") {
  const auto mode = block_mode(id::encr_des, Octets(8, 0x01));
  REQUIRE(mode);
  Octets once(8), twice(8);
  CHECK(mode->encrypt(Octets(8), hex("0123456789abcdef"), once.data()));
  CHECK(mode->encrypt(Octets(8), once, twice.data()));
  CHECK(to_hex(twice) == "0123456789abcdef");  // what makes it weak
}

TEST_CASE("AEAD: published vectors with other nonces than those of IPsec") {
  const Octets sm4_key = hex("0123456789abcdeffedcba9876543210");
  const Octets sm4_nonce = hex("00001234567800000000abcd");
  const Octets sm4_associated = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const Octets sm4_text =
      hex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
          "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa");
  struct Row {
    const char* source;
    std::uint16_t encr;
    Octets key, nonce, associated, plaintext, ciphertext, icv;
  };
  const Row rows[] = {
      {"RFC 3610 8, packet vector 1", id::encr_aes_ccm_8, counting(0xc0, 16),
       hex("00000003020100a0a1a2a3a4a5"), counting(0, 8), counting(8, 23),
       hex("588c979a61c663d2f066d0c2c0f989806d5f6b61dac384"), hex("17e8d12cfdf926e0")},
      {"RFC 5528 4, CCM packet vector 1", id::encr_camellia_ccm_8, counting(0xc0, 16),
       hex("00000003020100a0a1a2a3a4a5"), counting(0, 8), counting(8, 23),
       hex("ba737185e719310492f38a5f1251da55fafbc949848a0d"), hex("fcaece746b3db9ad")},
      {"RFC 8998 A.1", id::encr_sm4_gcm_16, sm4_key, sm4_nonce, sm4_associated, sm4_text,
       hex("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
           "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"),
       hex("83de3541e4c2b58177e065a9bf7b62ec")},
      {"RFC 8998 A.2", id::encr_sm4_ccm_16, sm4_key, sm4_nonce, sm4_associated, sm4_text,
       hex("48af93501fa62adbcd414cce6034d895dda1bf8f132f042098661572e7483094"
           "fd12e518ce062c98acee28d95df4416bed31a2f04476c18bb40c84a74b97dc5b"),
       hex("16842d4fa186f56ab33256971fa110f4")},
  };
  for (const Row& row : rows) {
    INFO(row.source);
    const auto cipher = aead(row.encr, row.key, {row.nonce.size(), row.icv.size()});
    REQUIRE(cipher);
    Octets text(row.plaintext.size()), icv(row.icv.size());
    for (int round = 0; round < 2; ++round) {
      REQUIRE(cipher->seal(row.nonce, row.associated, row.plaintext, text.data(), icv.data()));
      CHECK(to_hex(text) == to_hex(row.ciphertext));
      CHECK(to_hex(icv) == to_hex(row.icv));
      REQUIRE(cipher->open(row.nonce, row.associated, row.ciphertext, row.icv, text.data()));
      CHECK(to_hex(text) == to_hex(row.plaintext));
      icv[3] ^= 4;
      CHECK_FALSE(cipher->open(row.nonce, row.associated, row.ciphertext, icv, text.data()));
    }
  }
}

}  // namespace
}  // namespace espect::crypto
