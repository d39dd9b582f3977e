// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/legibility.h"

#include <random>

#include "tests/support/catch.h"
#include "tests/support/inner_packet.h"

namespace espect::test::legibility_test {
namespace {

using sessions::legible_bits;
using sessions::may_be_packet;

TEST_CASE("what ESP carries describes itself, by every octet that is checked") {
  const auto tunnel = esp_plaintext(inner_ipv4(inner_udp(20)), 4, 16);
  CHECK(legible_bits(tunnel) >= sessions::proof_alone);
  CHECK(legible_bits(esp_plaintext(inner_ipv6(inner_udp(20)), 41, 16)) >= sessions::proof_repeated);
  CHECK(legible_bits(esp_plaintext(inner_udp(20), 17, 16)) >= sessions::proof_repeated);
  for (const auto& plaintext : {tunnel, esp_plaintext(inner_udp(20), 17, 16)})
    CHECK(may_be_packet(plaintext));

  // The inner header, its length, the padding and the trailer.
  auto broken = tunnel;
  for (const std::size_t at : {std::size_t{0}, std::size_t{3}, std::size_t{10}, broken.size() - 3,
                               broken.size() - 2, broken.size() - 1}) {
    broken[at] ^= 0x40;
    CHECK(legible_bits(broken) < sessions::proof_repeated);
    broken[at] ^= 0x40;
  }
}

TEST_CASE("noise is never proof, and hardly ever could be a packet") {
  std::mt19937 random(1);
  unsigned likely = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::uint8_t> noise(16 * (1 + random() % 8));
    for (auto& octet : noise) octet = static_cast<std::uint8_t>(random());
    REQUIRE(legible_bits(noise) < sessions::proof_repeated);
    likely += may_be_packet(noise) ? 1 : 0;
  }
  CHECK(likely < 200);
  CHECK(legible_bits({}) == 0);
  CHECK_FALSE(may_be_packet({}));
}

}  // namespace
}  // namespace espect::test::legibility_test
