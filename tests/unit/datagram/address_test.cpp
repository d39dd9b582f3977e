// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/datagram/address.h"

#include "tests/support/catch.h"

namespace espect {
namespace {

using Octets = std::array<std::uint8_t, 16>;

TEST_CASE("an IPv4 address and its text") {
  const std::uint8_t four[] = {10, 1, 0, 10};
  const Address address = Address::v4_from(four);
  CHECK_FALSE(address.v6);
  CHECK(address.octets == Octets{10, 1, 0, 10});
  CHECK(to_text(address) == "10.1.0.10");
  CHECK(to_text(address, 4500) == "10.1.0.10:4500");
}

TEST_CASE("IPv6 text follows RFC 5952") {
  struct Row {
    Octets octets;
    const char* text;
  };
  const Row rows[] = {
      {{}, "::"},
      {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, "::1"},
      {{0xfd, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10}, "fd00:1::10"},
      {{0xfe, 0x80}, "fe80::"},
      // Section 4.2.2: a single 16-bit zero is not shortened.
      {{0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, "2001:db8:0:1:1:1:1:1"},
      // Section 4.2.3: the longest run, and of two equal ones the first.
      {{0x20, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, "2001:0:0:1::1"},
      {{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}, "2001:db8::1:0:0:1"},
      // Section 4.3: lower case. Section 4.1: no leading zeros.
      {{0x0a, 0xbc, 0, 0x0d, 0xef, 1, 0x23, 4, 0x56, 7, 0x89, 0xab, 0xcd, 0xef, 1, 2},
       "abc:d:ef01:2304:5607:89ab:cdef:102"},
      // Section 5: IPv4-mapped.
      {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}, "::ffff:192.0.2.1"},
  };
  for (const Row& row : rows) {
    const Address address = Address::v6_from(row.octets.data());
    CHECK(address.v6);
    CHECK(address.octets == row.octets);
    CHECK(to_text(address) == row.text);
  }
  CHECK(to_text(Address::v6_from(rows[1].octets.data()), 500) == "[::1]:500");
}

TEST_CASE("text becomes an address or nothing") {
  for (const char* text : {"10.1.0.10", "0.0.0.0", "fd00:1::10", "::", "::ffff:192.0.2.1"}) {
    const auto address = address_from(text);
    REQUIRE(address);
    CHECK(to_text(*address) == text);
    CHECK(address->v6 == (std::string_view(text).find(':') != std::string_view::npos));
  }
  CHECK(address_from("FD00:0001:0:0::0010") == address_from("fd00:1::10"));
  using namespace std::string_view_literals;
  for (const auto text : {""sv, " 10.1.0.10"sv, "10.1.0"sv, "10.1.0.256"sv, "10.1.0.10/24"sv,
                          "10.1.0.10\0"sv, "fe80::1%eth0"sv, "[::1]"sv, "1:2:3:4:5:6:7:8:9"sv,
                          "00000000000000000000000000000000000000000000000000000001"sv})
    CHECK_FALSE(address_from(text));
}

TEST_CASE("IPv4 and IPv6 with the same octets differ") {
  const Octets octets{10, 1, 0, 10};
  CHECK(Address::v4_from(octets.data()) != Address::v6_from(octets.data()));
}

}  // namespace
}  // namespace espect
