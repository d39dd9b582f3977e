// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/checksum.h"

#include <vector>

#include "tests/support/catch.h"

using namespace espect;

TEST_CASE("the example of RFC 1071 section 3") {
  const std::vector<std::uint8_t> octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  CHECK(ip::checksum_of(ip::add_words(0, octets)) == 0x220d);  // of the sum ddf2
  const std::vector<std::uint8_t> checked{0x00, 0x01, 0xf2, 0x03, 0xf4,
                                          0xf5, 0xf6, 0xf7, 0x22, 0x0d};
  CHECK(ip::checksum_fits(ip::add_words(0, checked)));
  CHECK_FALSE(ip::checksum_fits(ip::add_words(1, checked)));
}

TEST_CASE("an odd octet at the end counts as the higher half of a word") {
  const std::vector<std::uint8_t> odd{0x12, 0x34, 0x56};
  CHECK(ip::add_words(0, odd) == 0x1234 + 0x5600);
}
