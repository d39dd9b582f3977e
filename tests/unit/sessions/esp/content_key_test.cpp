// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/content_key.h"

#include "tests/support/catch.h"
#include "tests/support/inner_packet.h"
#include "tests/support/played_ike.h"

namespace espect::test::content_key_test {
namespace {

constexpr std::uint32_t spi = 0x100;
constexpr std::uint16_t aes_cbc = 12, encr_null = 11, hmac_sha1_96 = 2;

keys::SaKeys encryption_only(std::uint16_t encr, const crypto::Secret& key) {
  keys::SaKeys row;
  row.spi = spi;
  row.encr = encr;
  row.encr_key = key;
  return row;
}

keys::SaKeys both(const crypto::Secret& encr_key, const crypto::Secret& integ_key) {
  auto row = encryption_only(aes_cbc, encr_key);
  row.integ = hmac_sha1_96;
  row.integ_key = integ_key;
  return row;
}

// Alice sends UDP in IPv4 to bob: AES-CBC or NULL, and HMAC-SHA1-96.
struct Tunnel {
  explicit Tunnel(std::uint16_t encr = aes_cbc)
      : cipher(ike_cipher(encr == encr_null ? crypto::Secret{} : secret(7, 16), encr, hmac_sha1_96,
                          secret(8, 20))) {}

  void send(std::uint64_t sequence) {
    bench.esp(true, sealed_esp(cipher, spi, sequence, false, inner_ipv4(inner_udp(20)), 4));
  }
  Tunnel& send_four() {
    for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) send(sequence);
    return *this;
  }

  AuditBench bench{with_keys};
  crypto::PacketCipher cipher;
};

TEST_CASE("an encryption key alone opens what its content proves, and authenticates nothing") {
  Tunnel tunnel;
  auto row = encryption_only(aes_cbc, secret(7, 16));
  SECTION("the length of the ICV is said") {
    row.icv_octets = std::uint16_t{12};
  }
  SECTION("it is found") {}
  tunnel.bench.ring.add(row);
  tunnel.send_four();
  const auto& flow = tunnel.bench.flow();
  CHECK(flow.decrypted == 4);
  CHECK(flow.icv_ok == 0);
  CHECK(flow.undecided == 0);
  CHECK(flow.next_header == 4);
  REQUIRE(flow.algorithms);
  CHECK(flow.algorithms->icv_octets == 12);
  REQUIRE(tunnel.bench.inner.size() == 4);
  CHECK(tunnel.bench.inner.front().octets == inner_ipv4(inner_udp(20)));
  CHECK_FALSE(tunnel.bench.inner.front().authentic);
}

TEST_CASE("another encryption key opens nothing, and that is said") {
  Tunnel tunnel;
  tunnel.bench.ring.add(encryption_only(aes_cbc, secret(9, 16)));
  tunnel.send_four();
  CHECK(tunnel.bench.end().flow().decrypted == 0);
  CHECK(tunnel.bench.flow().why_closed ==
        "no integrity key is given, and under its encryption key nothing reads as a packet");
  CHECK(tunnel.bench.inner.empty());
}

TEST_CASE("ESP without encryption is opened by a row that says so") {
  Tunnel tunnel(encr_null);
  tunnel.bench.ring.add(encryption_only(encr_null, {}));
  CHECK(tunnel.send_four().bench.flow().decrypted == 4);
  CHECK(tunnel.bench.inner.size() == 4);
}

TEST_CASE("a payload in the clear is noticed without a key, an encrypted one is none") {
  Tunnel clear(encr_null);
  REQUIRE(clear.send_four().bench.flow().in_clear);
  CHECK(clear.bench.flow().in_clear->icv_octets == 12);
  CHECK(clear.bench.flow().in_clear->iv_octets == 0);
  Tunnel sealed;
  CHECK_FALSE(sealed.send_four().bench.flow().in_clear);
}

TEST_CASE("the right integrity key with another encryption key makes no packets") {
  Tunnel tunnel;
  tunnel.bench.ring.add(both(secret(9, 16), secret(8, 20)));
  tunnel.send_four();
  CHECK(tunnel.bench.flow().icv_ok == 4);
  CHECK(tunnel.bench.flow().unreadable == 4);
  CHECK(tunnel.bench.flow().wrong_encryption_key());
  CHECK(tunnel.bench.flow().next_header == 0);
  CHECK(tunnel.bench.inner.empty());
}

TEST_CASE("of two rows with the right integrity key the one that makes packets is taken") {
  Tunnel tunnel;
  tunnel.bench.ring.add(both(secret(9, 16), secret(8, 20)));
  tunnel.bench.ring.add(both(secret(7, 16), secret(8, 20)));
  tunnel.send_four();
  CHECK(tunnel.bench.flow().icv_ok == 4);
  CHECK(tunnel.bench.flow().unreadable == 0);
  CHECK(tunnel.bench.inner.size() == 4);
}

}  // namespace
}  // namespace espect::test::content_key_test
