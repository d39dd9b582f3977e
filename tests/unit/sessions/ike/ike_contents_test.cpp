// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <numeric>
#include <random>

#include "ipsec/sessions/ike/fragment_collector.h"
#include "tests/support/catch.h"
#include "tests/support/sealed_ike.h"

namespace espect::test::ike_contents_test {
namespace {

using sessions::FragmentCollector;
using sessions::IkeContents;
using sessions::IkeMessage;

// An SKF message; what is inside does not matter here, since the collector gets it opened.
Octets fragment(std::uint16_t number, std::uint16_t total, std::uint32_t message_id = 1,
                bool from_initiator = true, std::uint8_t first = 0) {
  Writer body;
  const Octets data(24, 0x77);
  wire::encode(body, wire::ike::EncryptedFragment{number, total, data});
  MessageSpec spec{.spi_r = responder_spi,
                   .exchange = registry::exchange::ike_auth,
                   .from_initiator = from_initiator,
                   .response = !from_initiator,
                   .message_id = message_id};
  spec.payloads = {{registry::payload::skf, body.release()}};
  Octets message = ike_message(spec);
  message[wire::ike::Header::octets] = first;
  return message;
}

struct Collecting {
  FragmentCollector collector;

  std::optional<IkeContents> add(const Octets& octets, const Octets& plaintext) {
    IkeMessage message;
    REQUIRE(message.read(octets));
    REQUIRE(message.fragment());
    return collector.add(message, message.header().from_initiator(), plaintext);
  }
  // A fragment whose piece of the whole is one octet, its number.
  std::optional<IkeContents> one(std::uint16_t number, std::uint16_t total,
                                 std::uint32_t message_id = 1, bool from_initiator = true) {
    return add(fragment(number, total, message_id, from_initiator,
                        number == 1 ? registry::payload::nonce : std::uint8_t{0}),
               {static_cast<std::uint8_t>(number)});
  }
};

Octets octets(const IkeContents& contents) {
  return {contents.octets().begin(), contents.octets().end()};
}

TEST_CASE("fragments give the message in every order of arrival") {
  for (std::uint16_t total = 1; total <= 4; ++total) {
    Octets expected(total);
    std::iota(expected.begin(), expected.end(), std::uint8_t{1});
    Octets order = expected;
    do {
      Collecting collecting;
      for (std::size_t i = 0; i + 1 < order.size(); ++i)
        CHECK_FALSE(collecting.one(order[i], total));
      const auto whole = collecting.one(order.back(), total);
      REQUIRE(whole);
      CHECK(octets(*whole) == expected);
      CHECK(whole->first_type().value == registry::payload::nonce);
    } while (std::ranges::next_permutation(order).found);
  }
}

TEST_CASE("payloads that go over the edge of fragments are read as a chain") {
  const std::vector<PayloadSpec> payloads{{registry::payload::idi, id_payload("alice")},
                                          {registry::payload::nonce, Octets(40, 9)}};
  const Octets chain = payload_chain(payloads);
  Collecting collecting;
  const auto middle = chain.begin() + 7;
  CHECK_FALSE(collecting.add(fragment(2, 2), {middle, chain.end()}));
  const auto whole =
      collecting.add(fragment(1, 2, 1, true, registry::payload::idi), {chain.begin(), middle});
  REQUIRE(whole);
  REQUIRE(whole->payloads().size() == 2);
  CHECK(whole->fault().problem == Problem::none);
  CHECK(whole->first(registry::payload::nonce)->body.size() == 40);
}

TEST_CASE("copies add nothing, before and after the message is whole") {
  Collecting collecting;
  CHECK_FALSE(collecting.one(1, 2));
  CHECK_FALSE(collecting.one(1, 2));
  CHECK(collecting.one(2, 2));
  CHECK_FALSE(collecting.one(2, 2));
  CHECK_FALSE(collecting.one(1, 2));
}

TEST_CASE("messages that interleave are kept apart by message id, direction and response") {
  Collecting collecting;
  CHECK_FALSE(collecting.one(1, 2, 1, true));
  CHECK_FALSE(collecting.one(2, 2, 1, false));
  CHECK_FALSE(collecting.one(2, 2, 2, true));
  CHECK(collecting.one(1, 2, 1, false));
  CHECK(collecting.one(1, 2, 2, true));
  CHECK(collecting.one(2, 2, 1, true));
}

// RFC 7383 section 2.5.2.
TEST_CASE("a message sent again in smaller pieces replaces the larger ones") {
  Collecting collecting;
  CHECK_FALSE(collecting.one(2, 2));
  CHECK_FALSE(collecting.one(1, 3));
  CHECK_FALSE(collecting.one(1, 2));  // a late one of the larger
  CHECK_FALSE(collecting.one(3, 3));
  const auto whole = collecting.one(2, 3);
  REQUIRE(whole);
  CHECK(octets(*whole) == Octets{1, 2, 3});
  for (std::uint16_t number = 1; number <= 4; ++number) CHECK_FALSE(collecting.one(number, 4));
}

TEST_CASE("numbers that cannot be are refused and spoil nothing") {
  Collecting collecting;
  CHECK_FALSE(collecting.one(0, 2));
  CHECK_FALSE(collecting.one(3, 2));
  CHECK_FALSE(collecting.one(1, 0));
  CHECK_FALSE(collecting.one(0, 0));
  CHECK_FALSE(collecting.one(1, 1025));
  CHECK_FALSE(collecting.one(1, 0xffff));
  CHECK_FALSE(collecting.one(1, 2));
  CHECK(collecting.one(2, 2));
}

TEST_CASE("of too many incomplete messages the oldest is given up") {
  Collecting collecting;
  for (std::uint32_t id = 1; id <= 9; ++id) CHECK_FALSE(collecting.one(1, 2, id));
  CHECK_FALSE(collecting.one(2, 2, 1));  // begins anew, at the expense of the next oldest
  for (std::uint32_t id = 3; id <= 9; ++id) CHECK(collecting.one(2, 2, id));
}

TEST_CASE("padding comes off when its length fits") {
  const auto size = [](const Octets& plaintext) -> int {
    const auto inside = sessions::without_padding(plaintext);
    return inside ? static_cast<int>(inside->size()) : -1;
  };
  CHECK(size({}) == -1);
  CHECK(size({0}) == 0);
  CHECK(size({1}) == -1);
  CHECK(size({9, 9, 9, 0}) == 3);
  CHECK(size({9, 9, 9, 3}) == 0);
  CHECK(size({9, 9, 9, 4}) == -1);
  CHECK(size(Octets(256, 255)) == 0);
  CHECK(size(Octets(255, 255)) == -1);
}

TEST_CASE("contents stay in place when they are moved") {
  const std::vector<PayloadSpec> payloads{{registry::payload::nonce, Octets(20, 5)}};
  IkeContents first(registry::PayloadType{registry::payload::nonce}, payload_chain(payloads),
                    nullptr);
  const IkeContents second(std::move(first));
  REQUIRE(second.payloads().size() == 1);
  CHECK(second.payloads()[0].body.data() == second.octets().data() + 4);
}

TEST_CASE("contents with a broken chain keep the payloads before the fault") {
  Octets chain = payload_chain(
      {{registry::payload::idi, id_payload("alice")}, {registry::payload::nonce, Octets(20, 5)}});
  chain.resize(chain.size() - 3);
  const IkeContents contents(registry::PayloadType{registry::payload::idi}, chain, nullptr);
  CHECK(contents.payloads().size() >= 1);
  CHECK(contents.first(registry::payload::idi) != nullptr);
  CHECK(contents.fault().problem != Problem::none);
}

TEST_CASE("random fragments never crash, and a whole message has a piece of every number") {
  std::mt19937 random(7383);
  for (int round = 0; round < 200; ++round) {
    Collecting collecting;
    for (int i = 0; i < 60; ++i) {
      const auto total = static_cast<std::uint16_t>(random() % 5);
      const auto number = static_cast<std::uint16_t>(random() % 6);
      const auto whole = collecting.one(number, total, static_cast<std::uint32_t>(random() % 3),
                                        random() % 2 == 0);
      if (!whole) continue;
      Octets expected(total);
      std::iota(expected.begin(), expected.end(), std::uint8_t{1});
      CHECK(octets(*whole) == expected);
    }
  }
}

}  // namespace
}  // namespace espect::test::ike_contents_test
