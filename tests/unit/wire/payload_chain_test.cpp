// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/ike/payload_chain.h"

#include "ipsec/bytes/hex.h"
#include "ipsec/wire/printer.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

using namespace espect;
using namespace espect::test;
using espect::wire::ike::Payload;
using espect::wire::ike::PayloadChain;

namespace {

std::vector<int> types_of(const std::vector<std::uint8_t>& message, Fault* fault = nullptr) {
  PayloadChain chain({message[16]}, Reader(Bytes(message).subspan(28), 28));
  Payload payload;
  std::vector<int> types;
  while (chain.advance(payload)) types.push_back(payload.type.value);
  if (fault != nullptr) *fault = chain.fault();
  return types;
}

// Of the printer, which is that of fault_of_message.
Fault printed_fault(Bytes message) {
  const auto printed = wire::print_ike(message).fault;
  const auto found = wire::ike::fault_of_message(message).fault;
  CHECK(to_text(printed) == to_text(found));
  CHECK(printed.problem == found.problem);
  return printed;
}

}  // namespace

TEST_CASE("a chain gives its payloads in order") {
  Fault fault;
  CHECK(types_of(init_request({hybrid}), &fault) == std::vector<int>{33, 34, 40});
  CHECK(fault.problem == Problem::none);
}

TEST_CASE("SK ends the chain: its Next Payload is the first inside") {
  auto message = encrypted(registry::exchange::ike_auth, 1, true, false);
  message[28] = registry::payload::idi;
  Fault fault;
  CHECK(types_of(message, &fault) == std::vector<int>{46});
  CHECK(fault.problem == Problem::none);
}

TEST_CASE(
    "lengths that are too small or too large are faults at their place, and what is there is "
    "shown") {
  auto message = init_request({hybrid});
  message[30] = 0;
  message[31] = 3;
  Fault fault;
  types_of(message, &fault);
  CHECK(fault.problem == Problem::length_too_small);
  CHECK(fault.offset == 30);
  message[30] = 0xff;
  CHECK(types_of(message, &fault) == std::vector<int>{33});
  CHECK(fault.problem == Problem::length_past_end);
}

TEST_CASE("octets after the last payload belong to nothing") {
  auto message = init_request({hybrid});
  message.insert(message.end(), {1, 2, 3});
  Fault fault;
  types_of(message, &fault);
  CHECK(fault.problem == Problem::trailing_bytes);
}

TEST_CASE("no truncation or corruption of a message hurts the printer") {
  const auto message =
      init_request({hybrid_or_not, classical}, 31,
                   {{registry::payload::n, notify_payload(registry::notify::cookie, {1, 2})},
                    {registry::payload::v, {1, 2, 3}},
                    {200, {9, 9}}});
  CHECK(wire::print_ike(message).fault.problem == Problem::none);
  for (std::size_t size = 0; size < message.size(); ++size)
    CHECK(printed_fault(Bytes(message).first(size)).problem != Problem::none);
  for (std::size_t at = 0; at < message.size(); ++at)
    for (const int value : {0x00, 0xff, 0x80, message[at] ^ 1}) {
      auto damaged = message;
      damaged[at] = static_cast<std::uint8_t>(value);
      CHECK(!wire::print_ike(damaged).items.empty());
      printed_fault(damaged);
    }
}

TEST_CASE("the printer names code points, keeps unknown ones and gives Wireshark's field names") {
  const auto printed = wire::print_ike(init_request({hybrid}, 31, {{200, {9, 9}}}));
  REQUIRE(printed.items.size() == 5);
  CHECK(printed.items[0].items[4].text == "IKE_SA_INIT (34)");
  CHECK(printed.items[1].label == "Payload");
  CHECK(printed.items[1].text == "Security Association (33)");
  const auto& ke = printed.items[2];
  CHECK(ke.items[3].text == "Curve25519 (31)");
  CHECK(std::string(ke.items[3].wireshark) == "isakmp.key_exchange.dh_group");
  CHECK(printed.items[4].text == "Private Use (200)");
  CHECK(printed.items[4].items.back().text == "0909");
}

TEST_CASE("the printer names the vendors it knows and shows the octets of all") {
  const auto strongswan = from_hex("882fe56d6fd20dbc2251613b2ebe5beb").value();
  const auto printed = wire::print_ike(init_request(
      {classical}, 31, {{registry::payload::v, strongswan}, {registry::payload::v, {1, 2}}}));
  REQUIRE(printed.items.size() == 6);
  CHECK(printed.items[4].items.back().text == "strongSwan (882fe56d6fd20dbc2251613b2ebe5beb)");
  CHECK(printed.items[5].items.back().text == "0102");
}

TEST_CASE("the first fault is the first in the octets, and the payload it is in is named") {
  auto message = init_request({hybrid}, 31, {{registry::payload::n, {0, 0}}});
  const auto found = wire::ike::fault_of_message(message);
  CHECK(found.fault.problem == Problem::truncated);
  CHECK(std::string(found.payload) == "Notify");
  message[28 + 4 + 3] ^= 1;  // and a lie in the length of the first proposal
  CHECK(std::string(wire::ike::fault_of_message(message).payload) == "Security Association");
}
