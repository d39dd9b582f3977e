// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_sessions_test {
using sessions::IkeSaState;
namespace exchange = registry::exchange;

namespace {

const sessions::IkeSa& only_sa(AuditBench& bench) {
  REQUIRE(bench.sessions().ike_sas().size() == 1);
  return bench.sessions().ike_sas()[0];
}

}  // namespace

TEST_CASE("a negotiation is one IKE SA with its offer, selection and state") {
  AuditBench bench;
  bench.ike(true, init_request({hybrid_or_not, classical}));
  CHECK(only_sa(bench).state == IkeSaState::half_open);
  bench.ike(false, init_response(hybrid));
  CHECK(only_sa(bench).state == IkeSaState::negotiating);
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false))
      .ike(false, encrypted(exchange::ike_auth, 1, false, true));
  const auto& sa = only_sa(bench);
  CHECK(sa.state == IkeSaState::established);
  CHECK(sa.spi_i == initiator_spi);
  CHECK(sa.spi_r == responder_spi);
  CHECK(sa.messages == 4);
  CHECK(sa.encrypted == 2);
  CHECK(sa.offer.size() == 2);
  CHECK(sa.offer[0].transforms.size() == 5);
  REQUIRE(sa.selection.has_value());
  CHECK(sa.quantum_resistant());
  CHECK(to_text(*sa.selection) ==
        "ENCR_AES_GCM_16-256, PRF_HMAC_SHA2_256, KE Curve25519, ADDKE1 ML-KEM-768");
}

TEST_CASE("a short IKE_AUTH response holds a notify, not an SA") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false));
  bench.ike(false, encrypted(exchange::ike_auth, 1, false, true, 37));
  CHECK(only_sa(bench).state == IkeSaState::negotiating);
}

TEST_CASE(
    "attempts after INVALID_KE_PAYLOAD and COOKIE stay one IKE SA and are no retransmissions") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}));
  bench.ike(true, init_request({classical}, 19))
      .ike(false, init_error(registry::notify::cookie, {1, 2, 3}));
  bench.ike(
      true,
      init_request({classical}, 19,
                   {{registry::payload::n, notify_payload(registry::notify::cookie, {1, 2, 3})}}));
  bench.ike(false, init_response(classical)).end(60);
  const auto& sa = only_sa(bench);
  CHECK(sa.messages == 6);
  CHECK(sa.retransmissions == 0);
  CHECK(sa.invalid_ke == 1);
  CHECK(sa.cookies == 1);
  CHECK(sa.key_exchanges_sent == std::vector<registry::KeyExchangeMethod>{31, 19, 19});
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("an error answer's responder SPI does not bind the IKE SA") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31));
  MessageSpec error{.spi_r = 0x9999, .from_initiator = false, .response = true};
  error.payloads = {
      {registry::payload::n, notify_payload(registry::notify::invalid_ke_payload, {0, 19})}};
  bench.ike(false, ike_message(error));
  bench.ike(true, init_request({classical}, 19)).ike(false, init_response(classical));
  CHECK(only_sa(bench).spi_r == responder_spi);
  CHECK(only_sa(bench).messages == 4);
}

TEST_CASE("copies are retransmissions, in both directions") {
  AuditBench bench;
  const auto request = init_request({classical});
  const auto response = init_response(classical);
  bench.ike(true, request)
      .ike(true, request)
      .ike(false, response)
      .ike(true, request)
      .ike(false, response);
  CHECK(only_sa(bench).retransmissions == 3);
  CHECK(only_sa(bench).messages == 5);
}

TEST_CASE("both peers count their own message ids; fragments of one message are no copies") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  for (const bool from_initiator : {true, false}) {
    bench.ike(from_initiator, encrypted(exchange::informational, 2, from_initiator, false, 50,
                                        from_initiator ? 1 : 2));
    bench.ike(!from_initiator, encrypted(exchange::informational, 2, !from_initiator, true, 50,
                                         from_initiator ? 3 : 4));
  }
  for (std::uint16_t number = 1; number <= 3; ++number) {
    Writer body;
    wire::encode(body, wire::ike::EncryptedFragment{number, 3, {}});
    body.zeros(64);
    MessageSpec spec{.spi_r = responder_spi, .exchange = exchange::ike_auth, .message_id = 3};
    spec.payloads = {{registry::payload::skf, body.release()}};
    bench.ike(true, ike_message(spec), 1);
  }
  bench.end(2);
  const auto& sa = only_sa(bench);
  CHECK(sa.retransmissions == 0);
  CHECK(sa.encrypted == 7);
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("an IKE SA first seen in the middle is tracked by its pair of SPIs") {
  AuditBench bench;
  bench.ike(false, encrypted(exchange::create_child_sa, 0, false, false))
      .ike(true, encrypted(exchange::create_child_sa, 0, true, true));
  const auto& sa = only_sa(bench);
  CHECK(!sa.seen_from_start);
  CHECK(sa.state == IkeSaState::established);
  CHECK(to_text(sa.initiator.address) == "10.1.0.10");
}

TEST_CASE("an unprotected notify outside an SA expects no answer") {
  AuditBench bench;
  MessageSpec spec{.spi_r = responder_spi, .exchange = exchange::informational};
  spec.payloads = {
      {registry::payload::n, notify_payload(registry::notify::invalid_spi, {1, 2, 3, 4})}};
  bench.ike(true, ike_message(spec)).end(60);
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("the limit of IKE SAs is counted, not exceeded") {
  sessions::Subscriptions events;
  sessions::Sessions sessions(events, nullptr, nullptr, {.ike_sas = 1, .flows = 1});
  for (std::uint64_t spi = 1; spi <= 3; ++spi) {
    MessageSpec spec{.spi_i = spi};
    const auto message = ike_message(spec);
    Datagram datagram;
    datagram.content = Ike{message, false};
    sessions.on(datagram);
  }
  CHECK(sessions.ike_sas().size() == 1);
  CHECK(sessions.facts().sas_not_tracked == 2);
}

}  // namespace espect::test::ike_sessions_test
