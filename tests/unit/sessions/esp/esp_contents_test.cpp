// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_contents.h"

#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"

namespace espect::test::esp_contents_test {
namespace {

using sessions::esp_contents_of;

// Payload, `padding` octets of it, pad length, next header.
Octets plaintext(const Octets& payload, std::uint8_t padding, std::uint8_t next_header) {
  Octets octets = payload;
  for (unsigned i = 1; i <= padding; ++i) octets.push_back(static_cast<std::uint8_t>(i));
  return octets + Octets{padding, next_header};
}
Octets copy(Bytes octets) {
  return {octets.begin(), octets.end()};
}

TEST_CASE("payload, padding and next header are told apart") {
  for (const std::uint8_t padding : Octets{0, 1, 2, 255}) {
    const Octets whole = plaintext(counting(21), padding, 6);
    const auto contents = esp_contents_of(whole);
    REQUIRE(contents);
    CHECK(contents->next_header == 6);
    CHECK(copy(contents->payload) == counting(21));
    CHECK(contents->padding.size() == padding);
    CHECK(contents->tfc_octets == 0);
  }
}

TEST_CASE("a pad length that does not fit gives nothing") {
  CHECK_FALSE(esp_contents_of({}));
  CHECK_FALSE(esp_contents_of(Octets{4}));
  CHECK_FALSE(esp_contents_of(Octets{1, 4}));
  CHECK_FALSE(esp_contents_of(Octets{9, 9, 3, 4}));
  CHECK_FALSE(esp_contents_of(Octets(256, 255)));
  const Octets nothing{9, 9, 2, 59};
  const auto dummy = esp_contents_of(nothing);
  REQUIRE(dummy);
  CHECK(dummy->payload.empty());
  CHECK(dummy->next_header == 59);
}

// RFC 4303 section 2.7.
TEST_CASE("TFC padding is what follows the inner IP packet") {
  const Octets four = ip4({.protocol = 17}, counting(30));
  const Octets six = ip6(17, counting(30));
  for (const std::size_t tfc : {0, 1, 700}) {
    const Octets in_v4 = plaintext(four + Octets(tfc, 0), 2, 4);
    const auto v4 = esp_contents_of(in_v4);
    REQUIRE(v4);
    CHECK(copy(v4->payload) == four);
    CHECK(v4->tfc_octets == tfc);
    CHECK(v4->padding.size() == 2);
    const Octets in_v6 = plaintext(six + Octets(tfc, 0), 2, 41);
    const auto v6 = esp_contents_of(in_v6);
    REQUIRE(v6);
    CHECK(copy(v6->payload) == six);
    CHECK(v6->tfc_octets == tfc);
  }
}

TEST_CASE("an inner packet that claims more than there is stays as it is") {
  const Octets inner = ip4({.protocol = 17, .total_length = 900}, counting(30));
  const Octets whole = plaintext(inner, 0, 4);
  const auto contents = esp_contents_of(whole);
  REQUIRE(contents);
  CHECK(copy(contents->payload) == inner);
  CHECK(contents->tfc_octets == 0);
}

TEST_CASE("only IP says where TFC padding begins") {
  const Octets like_ip = ip4({.protocol = 17}, counting(30)) + Octets(8, 0);
  const Octets whole = plaintext(like_ip, 0, 17);
  CHECK(esp_contents_of(whole)->payload.size() == like_ip.size());
  CHECK(esp_contents_of(whole)->tfc_octets == 0);
}

}  // namespace
}  // namespace espect::test::esp_contents_test
