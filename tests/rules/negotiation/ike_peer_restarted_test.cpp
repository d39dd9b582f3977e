// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_peer_restarted {
namespace {

void contact(AuditBench& bench, const sessions::IkeSa& sa, std::uint8_t name) {
  tell_opened(
      bench, sa,
      {.exchange = registry::exchange::ike_auth,
       .message_id = 1,
       .payloads = {{registry::payload::idi, {2, 0, 0, 0, name}},
                    {registry::payload::n, notify_payload(registry::notify::initial_contact)}}});
}

sessions::IkeSa established(std::uint32_t id) {
  auto sa = told_sa();
  sa.id = id;
  sa.state = sessions::IkeSaState::established;
  return sa;
}

}  // namespace

TEST_CASE("ike-peer-restarted fires on INITIAL_CONTACT beside a living IKE SA of that identity") {
  AuditBench bench;
  const auto first = established(1);
  const auto second = established(2);
  contact(bench, first, 'a');
  CHECK(bench.silent("ike-peer-restarted"));
  contact(bench, second, 'a');
  const auto findings = bench.of("ike-peer-restarted");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->evidence.text("old_ike_sa") == "IKE SA 1");
  CHECK(findings[0]->evidence.text("restarted") == "10.1.0.10");
}

TEST_CASE("ike-peer-restarted names the side that left requests unanswered before") {
  AuditBench bench;
  auto first = established(1);
  sessions::Exchange liveness;
  liveness.type = registry::exchange::informational;
  liveness.transmissions = 5;
  first.exchanges.push_back(liveness);
  const auto second = established(2);
  contact(bench, first, 'a');
  contact(bench, second, 'a');
  const auto* finding = bench.only("ike-peer-restarted");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("restarted") == "10.2.0.10");
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->sentence() ==
        "10.2.0.10 most likely lost its state: it left 5 requests of 10.1.0.10 in IKE SA 1 "
        "unanswered and answers IKE SA 2");
}

TEST_CASE("ike-peer-restarted is silent for another identity and after a delete") {
  AuditBench bench;
  auto first = established(1);
  const auto other = established(2);
  const auto third = established(3);
  contact(bench, first, 'a');
  contact(bench, other, 'b');
  first.state = sessions::IkeSaState::deleted;
  contact(bench, third, 'a');
  CHECK(bench.silent("ike-peer-restarted"));
}

namespace {

namespace exchange = registry::exchange;

std::vector<std::uint8_t> sealed(std::uint64_t spi, std::uint8_t exchange_type, std::uint32_t id,
                                 bool from_initiator, bool response) {
  MessageSpec spec{.spi_i = spi,
                   .spi_r = spi + 1,
                   .exchange = exchange_type,
                   .from_initiator = from_initiator,
                   .response = response,
                   .message_id = id};
  spec.payloads = {{registry::payload::sk, std::vector<std::uint8_t>(300, 7)}};
  auto message = ike_message(spec);
  constexpr std::size_t next_payload_of_sk = 28;
  if (exchange_type == exchange::ike_auth)
    message[next_payload_of_sk] = response ? registry::payload::idr : registry::payload::idi;
  return message;
}

// Alice makes an IKE SA.
void make(AuditBench& bench, std::uint64_t spi, double seconds) {
  MessageSpec request{.spi_i = spi};
  request.payloads = {{registry::payload::sa, sa_payload({classical})},
                      {registry::payload::ke, ke_payload(31)},
                      {registry::payload::nonce, std::vector<std::uint8_t>(32, 1)}};
  auto response = request;
  response.spi_r = spi + 1;
  response.from_initiator = false;
  response.response = true;
  bench.ike(true, ike_message(request), seconds).ike(false, ike_message(response), seconds + 0.1);
  bench.ike(true, sealed(spi, exchange::ike_auth, 1, true, false), seconds + 0.2);
  bench.ike(false, sealed(spi, exchange::ike_auth, 1, false, true), seconds + 0.3);
}

}  // namespace

TEST_CASE("ike-peer-restarted infers it from silence in the old IKE SA that the other side uses") {
  AuditBench bench;
  make(bench, 0x1000, 0);
  make(bench, 0x2000, 10);
  bench.ike(false, sealed(0x1000, exchange::informational, 0, false, false), 15);
  bench.end(30);
  const auto* finding = bench.only("ike-peer-restarted");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->frames == std::vector<std::uint32_t>{6, 9});
  CHECK(finding->sentence() ==
        "10.1.0.10 made IKE SA 2 and never answered IKE SA 1 again, in which 10.2.0.10 still asks");
}

TEST_CASE("ike-peer-restarted is silent when the peer answers, asks itself, or nobody asks") {
  AuditBench answers;
  make(answers, 0x1000, 0);
  make(answers, 0x2000, 10);
  answers.ike(false, sealed(0x1000, exchange::informational, 0, false, false), 15);
  answers.ike(true, sealed(0x1000, exchange::informational, 0, true, true), 15.1).end(30);
  CHECK(answers.silent("ike-peer-restarted"));
  // Reauthentication: alice deletes the old one, bob confirms late.
  AuditBench reauthenticates;
  make(reauthenticates, 0x1000, 0);
  reauthenticates.ike(true, sealed(0x1000, exchange::informational, 2, true, false), 9.9);
  make(reauthenticates, 0x2000, 10);
  reauthenticates.ike(false, sealed(0x1000, exchange::informational, 2, false, true), 10.5).end(30);
  CHECK(reauthenticates.silent("ike-peer-restarted"));
  AuditBench quiet;
  make(quiet, 0x1000, 0);
  make(quiet, 0x2000, 10);
  quiet.end(30);
  CHECK(quiet.silent("ike-peer-restarted"));
}

}  // namespace espect::test::ike_peer_restarted
