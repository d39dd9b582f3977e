// SPDX-License-Identifier: GPL-2.0-or-later
// RFC 7296 sections 1.5 and 2.21.4: error notifies outside any IKE SA.
#include <optional>

#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::unprotected_notify_test {
namespace {

namespace exchange = registry::exchange;
namespace notifies = registry::notify;
using sessions::IkeSaState;

struct Told {
  explicit Told(AuditBench& bench) {
    bench.events().to<sessions::UnprotectedNotifySeen>(
        [this](const sessions::UnprotectedNotifySeen& event) {
          ++count;
          notify = event.notify;
          spi = event.spi;
          ike_sa = event.ike_sa != nullptr ? event.ike_sa->id : 0;
          flow = event.flow != nullptr ? event.flow->id : 0;
        });
  }
  int count = 0;
  std::uint16_t notify = 0;
  std::optional<std::uint32_t> spi;
  std::uint32_t ike_sa = 0;
  std::uint32_t flow = 0;
};

std::vector<std::uint8_t> invalid_spi(std::uint64_t spi_i, std::uint64_t spi_r) {
  MessageSpec spec{.spi_i = spi_i, .spi_r = spi_r, .exchange = exchange::informational};
  spec.payloads = {{registry::payload::n, notify_payload(notifies::invalid_spi, {0xc0, 0, 0, 1})}};
  return ike_message(spec);
}

TEST_CASE("INVALID_IKE_SPI in the clear is no answer to an encrypted request") {
  AuditBench bench;
  Told told(bench);
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false))
      .ike(false, encrypted(exchange::ike_auth, 1, false, true));
  MessageSpec answer{.spi_r = responder_spi,
                     .exchange = exchange::informational,
                     .from_initiator = false,
                     .response = true,
                     .message_id = 2};
  answer.payloads = {{registry::payload::n, notify_payload(notifies::invalid_ike_spi)}};
  for (int i = 0; i < 3; ++i)
    bench.ike(true, encrypted(exchange::informational, 2, true, false), 10 + i)
        .ike(false, ike_message(answer), 10.5 + i);
  bench.end(60);
  REQUIRE(bench.sessions().ike_sas().size() == 1);
  const auto& sa = bench.sessions().ike_sas()[0];
  CHECK(told.count == 3);
  CHECK(told.notify == notifies::invalid_ike_spi);
  CHECK(told.ike_sa == 1);
  CHECK(sa.exchanges.back().unprotected_answers == 3);
  CHECK(sa.exchanges.back().open());
  CHECK(sa.retransmissions == 2);  // of the request
  CHECK(sa.state == IkeSaState::dead);
}

TEST_CASE("INVALID_SPI makes no IKE SA and is joined to the packets that it names") {
  AuditBench bench;
  Told told(bench);
  bench.esp(0xc0000001, 1);
  bench.ike(false, invalid_spi(0x77, 0x88));
  CHECK(bench.sessions().ike_sas().size() == 0);
  CHECK(told.spi == 0xc0000001U);
  CHECK(told.flow == 1);
  CHECK(told.ike_sa == 0);
  bench.ike(true, invalid_spi(0x77, 0x88));  // what bob sent has no such SPI
  CHECK(told.count == 2);
  CHECK(told.flow == 0);
  CHECK(bench.end(60).silent("ike-unanswered"));
}

TEST_CASE("a notify in the clear that is no error, or not alone, is a message like others") {
  AuditBench bench;
  Told told(bench);
  MessageSpec spec{.spi_i = 0x99, .spi_r = 0x88, .exchange = exchange::informational};
  spec.payloads = {{registry::payload::n, notify_payload(notifies::initial_contact)}};
  bench.ike(true, ike_message(spec));
  spec.payloads = {{registry::payload::n, notify_payload(notifies::invalid_spi, {1, 2, 3, 4})},
                   {registry::payload::nonce, std::vector<std::uint8_t>(16, 1)}};
  bench.ike(true, ike_message(spec));
  CHECK(told.count == 0);
  CHECK(bench.sessions().ike_sas().size() == 1);
}

}  // namespace
}  // namespace espect::test::unprotected_notify_test
