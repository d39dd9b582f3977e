// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "ipsec/bytes/time.h"
#include "ipsec/bytes/writer.h"
#include "tests/support/catch.h"

using namespace espect;

TEST_CASE("hex goes both ways and refuses anything else") {
  const auto octets = from_hex("00fFa5");
  REQUIRE(octets.has_value());
  CHECK(to_hex(*octets) == "00ffa5");
  CHECK(from_hex("")->empty());
  for (const auto* wrong : {"0", "0x00", "zz", "00 11"}) CHECK(!from_hex(wrong).has_value());
}

TEST_CASE("an octet has exactly two hex digits") {
  CHECK(hex_octet("0f") == 15);
  CHECK(hex_octet("Fa") == 250);
  for (const auto* wrong : {"", "0", "0x", "x0", "000", " 0"}) CHECK_FALSE(hex_octet(wrong));
}

TEST_CASE("times are Unix seconds with nine decimals") {
  CHECK(to_text(Time{1'795'528'434'100'000'000}) == "1795528434.100000000");
  CHECK(to_text(Time{0}) == "0.000000000");
  CHECK(to_text(Time{-500'000'000}) == "-1.500000000");  // half a second before 1970
}

TEST_CASE("times stay where their differences cannot overflow") {
  CHECK((Time{5} + 7).nanoseconds == 12);
  CHECK(latest_time + 1 == latest_time);
  CHECK(earliest_time + -1 == earliest_time);
  CHECK(latest_time + INT64_MAX == latest_time);
  CHECK(earliest_time + INT64_MIN == earliest_time);
  CHECK(seconds_between(earliest_time, latest_time) > 9.2e9);
  CHECK(seconds_between(latest_time, earliest_time) < -9.2e9);
}

TEST_CASE("Writer appends in network order and patches") {
  Writer out;
  out.number(std::uint16_t{0});
  out.number(std::uint32_t{0x01020304});
  out.zeros(1);
  out.patch(0, std::uint16_t{0xbeef});
  CHECK(to_hex(out.bytes()) == "beef0102030400");
}
