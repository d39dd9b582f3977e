// SPDX-License-Identifier: GPL-2.0-or-later
// Two libraries do AES-GCM: what one seals the other opens, octet for octet the same.
#include <random>

#include "ipsec/crypto/aead.h"
#include "ipsec/crypto/packet_cipher.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

class AtRandom {
 public:
  Octets octets(std::size_t count) {
    Octets made(count);
    for (auto& octet : made) octet = static_cast<std::uint8_t>(random_());
    return made;
  }

 private:
  std::mt19937 random_{20261129};
};

struct Sealed {
  Octets text, icv;
  friend bool operator==(const Sealed&, const Sealed&) = default;
};

Sealed sealed(Aead& aead, Bytes nonce, Bytes associated, Bytes plaintext, std::size_t icv) {
  Sealed made{Octets(plaintext.size()), Octets(icv)};
  CHECK(aead.seal(nonce, associated, plaintext, made.text.data(), made.icv.data()));
  return made;
}

bool opens(Aead& aead, Bytes nonce, Bytes associated, const Sealed& from, Bytes plaintext) {
  Octets opened(from.text.size());
  return aead.open(nonce, associated, from.text, from.icv, opened.data()) &&
         std::ranges::equal(opened, plaintext);
}

bool is_here() {
  return ipsec_mb_gcm(Octets(16), {12, 16}) != nullptr;
}

TEST_CASE("AES-GCM of ipsec-mb is AES-GCM of OpenSSL") {
  if (!is_here()) WARN("built without ipsec-mb, or this processor has nothing for it: not tried");
  AtRandom random;
  for (const std::size_t key_octets : {16U, 24U, 32U}) {
    for (const std::size_t icv : {8U, 12U, 16U}) {
      const auto key = random.octets(key_octets);
      const auto name = "AES-" + std::to_string(key_octets * 8) + "-GCM";
      const auto slow = openssl_aead(name.c_str(), key, {12, icv});
      const auto fast = ipsec_mb_gcm(key, {12, icv});
      REQUIRE(slow != nullptr);
      REQUIRE((fast != nullptr) == is_here());
      if (fast == nullptr) continue;
      for (std::size_t size = 1; size < 2000; size += size < 300 ? 1 : 97) {
        const auto nonce = random.octets(12);
        const auto associated = random.octets(size % 45);
        const auto plaintext = random.octets(size);
        const auto first = sealed(*slow, nonce, associated, plaintext, icv);
        const auto second = sealed(*fast, nonce, associated, plaintext, icv);
        REQUIRE(first == second);
        REQUIRE(opens(*fast, nonce, associated, first, plaintext));
        REQUIRE(opens(*slow, nonce, associated, second, plaintext));
        auto damaged = first;
        auto& where = size % 2 == 0 ? damaged.text : damaged.icv;
        where[size % where.size()] ^= 1;
        REQUIRE_FALSE(opens(*fast, nonce, associated, damaged, plaintext));
        REQUIRE(opens(*fast, nonce, associated, first, plaintext));
      }
    }
  }
}

TEST_CASE("what ipsec-mb opens is not worth a thread, what OpenSSL opens is") {
  const auto fast = ipsec_mb_gcm(Octets(16), {12, 16});
  if (fast != nullptr) CHECK_FALSE(fast->worth_a_thread());
  CHECK(openssl_aead("AES-128-GCM", Octets(16), {12, 16})->worth_a_thread());
  const auto gcm = PacketCipher::of(20, Octets(20), 0, {});
  REQUIRE(gcm);
  CHECK(gcm->worth_a_thread() == (fast == nullptr));
  const auto hmac = PacketCipher::of(11, {}, 12, Octets(32));
  REQUIRE(hmac);
  CHECK(hmac->worth_a_thread());
}

TEST_CASE("ipsec-mb refuses what has no right length") {
  CHECK(ipsec_mb_gcm(Octets(15), {12, 16}) == nullptr);
  CHECK(ipsec_mb_gcm(Octets(16), {8, 16}) == nullptr);
  const auto fast = ipsec_mb_gcm(Octets(16), {12, 16});
  if (fast == nullptr) return;
  Octets out(16);
  CHECK_FALSE(fast->open(Octets(11), {}, Octets(4), Octets(16), out.data()));
  CHECK_FALSE(fast->open(Octets(12), {}, {}, Octets(16), out.data()));
  CHECK_FALSE(fast->open(Octets(12), {}, Octets(4), Octets(12), out.data()));
  CHECK_FALSE(fast->seal(Octets(12), {}, {}, out.data(), out.data()));
}

}  // namespace
}  // namespace espect::crypto
