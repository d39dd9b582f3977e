// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/reader.h"

#include <array>

#include "tests/support/catch.h"

using namespace espect;

TEST_CASE("Reader reads numbers in network order and counts offsets") {
  constexpr std::array<std::uint8_t, 7> octets{1, 2, 3, 4, 5, 6, 7};
  Reader in(octets);
  CHECK(in.number<std::uint8_t>("a") == 1);
  CHECK(in.number<std::uint16_t>("b") == 0x0203);
  CHECK(in.offset() == 3);
  CHECK(in.number<std::uint32_t>("c") == 0x04050607);
  CHECK(in.ok());
  CHECK(in.empty());
}

TEST_CASE("Reader keeps the first fault; later reads give nothing") {
  constexpr std::array<std::uint8_t, 3> octets{1, 2, 3};
  Reader in(octets);
  CHECK(in.number<std::uint16_t>("first") == 0x0102);
  CHECK(in.number<std::uint16_t>("second") == 0);
  CHECK(in.take(1, "third").empty());
  CHECK(in.fault().problem == Problem::truncated);
  CHECK(in.fault().offset == 2);
  CHECK(std::string(in.fault().field) == "second");
  CHECK(to_text(in.fault()) == "second is cut off, at offset 2");
}

TEST_CASE("a sub-reader counts on from its parent and cannot leave its length") {
  constexpr std::array<std::uint8_t, 6> octets{1, 2, 3, 4, 5, 6};
  Reader in(octets);
  in.take(1, "skip");
  Reader sub = in.sub(2, "inner");
  CHECK(sub.number<std::uint8_t>("a") == 2);
  CHECK(sub.offset() == 2);
  CHECK(sub.number<std::uint16_t>("b") == 0);
  CHECK(sub.fault().offset == 2);
  CHECK(in.ok());
  CHECK(in.number<std::uint8_t>("after") == 4);
}

TEST_CASE("a sub-reader that reaches past the end gets what is left, and the parent the fault") {
  constexpr std::array<std::uint8_t, 3> octets{1, 2, 3};
  Reader in(octets);
  Reader sub = in.sub(9, "length");
  CHECK(sub.left() == 3);
  CHECK(in.fault().problem == Problem::length_past_end);
  CHECK(in.fault().offset == 0);
}
