// SPDX-License-Identifier: GPL-2.0-or-later
// Messages in an order in which they were not sent, and headers that say whose they are in a way of
// their own.
#include <algorithm>
#include <vector>

#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_order_test {
namespace {

namespace exchange = registry::exchange;
using sessions::HeaderFault;
using sessions::IkeSaState;

struct Sent {
  bool from_alice;
  std::vector<std::uint8_t> octets;
};

const std::vector<Sent> negotiation{
    {true, init_request({classical})},
    {false, init_response(classical)},
    {true, encrypted(exchange::ike_auth, 1, true, false)},
    {false, encrypted(exchange::ike_auth, 1, false, true)},
};

TEST_CASE("a negotiation is the same IKE SA in every order of its messages") {
  std::vector<std::size_t> order{0, 1, 2, 3};
  do {
    AuditBench bench;
    for (const auto index : order)
      bench.ike(negotiation[index].from_alice, negotiation[index].octets);
    bench.end(60);
    INFO(order[0] << order[1] << order[2] << order[3]);
    REQUIRE(bench.sessions().ike_sas().size() == 1);
    const auto& sa = bench.sessions().ike_sas()[0];
    CHECK(sa.state == IkeSaState::established);
    CHECK(sa.spi_r == responder_spi);
    CHECK(sa.initiator.address == alice);
    CHECK(sa.seen_from_start);
    CHECK(sa.offer.size() == 1);
    CHECK(sa.selection.has_value());
    for (const auto* finding : bench.findings().in_order())
      CHECK(finding->rule->id == "pq-not-offered");
  } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("the same initiator SPI between other addresses is another IKE SA") {
  AuditBench bench;
  bench.ike(false, init_response(classical));
  auto stranger = bench.datagram(true);
  stranger.path.source = Address::v4_from(std::vector<std::uint8_t>{10, 9, 9, 9}.data());
  const auto request = init_request({classical});
  stranger.content = Ike{request, false};
  bench.sessions().on(stranger);
  CHECK(bench.sessions().ike_sas().size() == 2);
}

TEST_CASE("a retry that comes after a refusal is still a retry") {
  AuditBench bench;
  bench.ike(false, init_error(registry::notify::no_proposal_chosen))
      .ike(true, init_request({classical}));
  const auto& sa = bench.sessions().ike_sas()[0];
  CHECK(sa.state == IkeSaState::refused);
  bench.ike(true, init_request({hybrid}));
  CHECK(sa.state == IkeSaState::half_open);
  bench.ike(false, init_response(hybrid));
  CHECK(sa.state == IkeSaState::negotiating);
  CHECK(bench.sessions().ike_sas().size() == 1);
}

// An error to IKE_SA_INIT is not authentic: once a responder selected, it ends nothing.
TEST_CASE("a refusal behind the selection ends nothing") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  bench.ike(false, init_error(registry::notify::no_proposal_chosen));
  CHECK(bench.sessions().ike_sas()[0].state == IkeSaState::negotiating);
}

struct Faults {
  explicit Faults(AuditBench& bench) {
    bench.events().to<sessions::IkeMessageSeen>([this](const sessions::IkeMessageSeen& event) {
      seen.push_back({event.header_fault, event.from_initiator});
    });
  }
  std::vector<std::pair<HeaderFault, bool>> seen;
};

TEST_CASE("a request with exchanged SPIs belongs to the IKE SA that it names") {
  AuditBench bench;
  Faults faults(bench);
  for (const auto& sent : negotiation) bench.ike(sent.from_alice, sent.octets);
  MessageSpec spec{.spi_i = responder_spi,
                   .spi_r = initiator_spi,
                   .exchange = exchange::informational,
                   .from_initiator = true,
                   .message_id = 0};
  spec.payloads = {{registry::payload::sk, std::vector<std::uint8_t>(40, 1)}};
  bench.ike(false, ike_message(spec));
  spec.from_initiator = false;
  spec.response = true;
  bench.ike(true, ike_message(spec));
  REQUIRE(bench.sessions().ike_sas().size() == 1);
  CHECK(bench.sessions().ike_sas()[0].from_responder == 3);
  REQUIRE(faults.seen.size() == 6);
  CHECK(faults.seen[3] == std::pair(HeaderFault::none, false));
  CHECK(faults.seen[4] == std::pair(HeaderFault::spis_exchanged, false));
  CHECK(faults.seen[5] == std::pair(HeaderFault::spis_exchanged, true));
  CHECK(bench.end(60).silent("ike-unanswered"));
}

TEST_CASE("who offers is the initiator, whatever the I flag says") {
  AuditBench bench;
  Faults faults(bench);
  auto request = init_request({classical});
  auto response = init_response(classical);
  constexpr std::size_t flags_at = 19;
  request[flags_at] ^= wire::ike::Header::initiator_flag;
  response[flags_at] ^= wire::ike::Header::initiator_flag;
  bench.ike(true, request).ike(false, response).end(60);
  REQUIRE(bench.sessions().ike_sas().size() == 1);
  const auto& sa = bench.sessions().ike_sas()[0];
  CHECK(sa.initiator.address == alice);
  CHECK(sa.offer.size() == 1);
  CHECK(sa.state == IkeSaState::negotiating);
  CHECK(faults.seen[0] == std::pair(HeaderFault::wrong_initiator_flag, true));
  CHECK(faults.seen[1] == std::pair(HeaderFault::wrong_initiator_flag, false));
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("time stamps that run backwards are counted, with the largest step") {
  AuditBench bench;
  bench.ike(true, negotiation[0].octets, 10).ike(false, negotiation[1].octets, 9.75);
  bench.ike(true, negotiation[2].octets, 10.5);
  CHECK(bench.sessions().facts().out_of_order == 1);
  CHECK(bench.sessions().facts().most_seconds_back == Approx(0.25));
}

}  // namespace
}  // namespace espect::test::ike_order_test
