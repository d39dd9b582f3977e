// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/printer.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

using namespace espect;
using namespace espect::test;

namespace {

// The flags of a message of that version, as printed.
wire::Item printed_flags(std::uint8_t version, std::uint8_t flags) {
  auto message = init_request({classical}, 31);
  message[17] = version;
  message[19] = flags;
  return wire::print_ike(message).items.at(0).items.at(5);
}

}  // namespace

TEST_CASE("the flags of the header are those of its version") {
  const auto first = printed_flags(0x10, 0x01);
  CHECK(first.label == "Flags");
  REQUIRE(first.items.size() == 3);
  CHECK(std::string(first.items[0].name) == "encryption");
  CHECK(first.items[0].number == 1U);
  CHECK(std::string(first.items[2].wireshark) == "isakmp.flag_a");
  CHECK(first.items[2].number == 0U);

  const auto second = printed_flags(0x20, 0x28);
  REQUIRE(second.items.size() == 3);
  CHECK(std::string(second.items[0].wireshark) == "isakmp.flag_i");
  CHECK(second.items[0].number == 1U);
  CHECK(second.items[1].number == 0U);
  CHECK(second.items[2].number == 1U);
}
