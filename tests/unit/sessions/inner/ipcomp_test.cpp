// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/ipcomp.h"

#include <random>

#include <zlib.h>

#include "tests/support/catch.h"
#include "tests/support/deflated.h"

namespace espect::test::ipcomp_test {
namespace {

using sessions::ipcomp_contents_of;

constexpr std::size_t largest = 65535 + 40;  // an IPv6 packet

TEST_CASE("what was compressed comes back, whatever its size") {
  for (const std::size_t size : {1, 20, 1400, 40000, 65535, 65575}) {
    const Octets payload = counting(size);
    const auto contents = ipcomp_contents_of(ipcomp(6, 0x1234, payload));
    REQUIRE(contents);
    CHECK(contents->next_header == 6);
    CHECK(contents->cpi == 0x1234);
    CHECK(contents->payload == payload);
  }
}

TEST_CASE("a stream that ends with a synchronisation block is whole") {
  const Octets payload = counting(900);
  const auto contents = ipcomp_contents_of(ipcomp(4, 2, payload, Z_SYNC_FLUSH));
  REQUIRE(contents);
  CHECK(contents->payload == payload);
}

TEST_CASE("what grows beyond an IP packet gives nothing") {
  CHECK(ipcomp_contents_of(ipcomp(4, 2, Octets(largest, 0))));
  for (std::size_t more = 1; more <= 600; ++more) {
    INFO(more);
    CHECK_FALSE(ipcomp_contents_of(ipcomp(4, 2, Octets(largest + more, 0))));
  }
  CHECK_FALSE(ipcomp_contents_of(ipcomp(4, 2, Octets(20'000'000, 0))));
}

TEST_CASE("a header that is cut short or has nothing behind it gives nothing") {
  const Octets whole = ipcomp(4, 2, counting(50));
  for (std::size_t size = 0; size <= 4; ++size)
    CHECK_FALSE(ipcomp_contents_of(part(whole, 0, size)));
  CHECK_FALSE(ipcomp_contents_of(ipcomp(4, 2, {})));
}

TEST_CASE("garbage gives nothing or something bounded, and never a crash") {
  CHECK_FALSE(ipcomp_contents_of(Octets(100, 0xff)));
  std::mt19937 random(3173);
  const Octets whole = ipcomp(4, 2, counting(1000));
  for (int round = 0; round < 2000; ++round) {
    Octets damaged = round % 2 == 0 ? whole : Octets(random() % 200);
    if (round % 2 == 0)
      damaged[4 + random() % (damaged.size() - 4)] ^= static_cast<std::uint8_t>(1U << random() % 8);
    else
      for (auto& octet : damaged) octet = static_cast<std::uint8_t>(random());
    const auto contents = ipcomp_contents_of(damaged);
    if (!contents) continue;
    CHECK_FALSE(contents->payload.empty());
    CHECK(contents->payload.size() <= largest);
  }
}

}  // namespace
}  // namespace espect::test::ipcomp_test
