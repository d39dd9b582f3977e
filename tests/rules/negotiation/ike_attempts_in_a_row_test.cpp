// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>

#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_attempts_in_a_row {
namespace {

Octets with_spi(Octets message, std::uint8_t spi) {
  for (std::size_t at = 0; at < 8; ++at) message[at] = spi;
  return message;
}

// Attempts that all stop after the response to IKE_AUTH.
AuditBench& attempts(AuditBench& bench, int count, double apart = 10) {
  for (int i = 0; i < count; ++i) {
    const auto spi = static_cast<std::uint8_t>(0x40 + i);
    auto response = encrypted(registry::exchange::ike_auth, 1, false, true, 48);
    response[wire::ike::Header::octets] = registry::payload::n;
    bench.ike(true, with_spi(init_request({classical}), spi), i * apart)
        .ike(false, with_spi(init_response(classical), spi), i * apart)
        .ike(true, with_spi(encrypted(registry::exchange::ike_auth, 1, true, false), spi),
             i * apart)
        .ike(false, with_spi(response, spi), i * apart);
  }
  return bench;
}

}  // namespace

TEST_CASE("ike-attempts-in-a-row counts attempts that stop at the same step") {
  AuditBench bench;
  attempts(bench, 6).end(100);
  const auto* finding = bench.only("ike-attempts-in-a-row");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.1.0.10 began 6 IKE SAs with 10.2.0.10 in 50 s; each stopped after the response to "
        "IKE_AUTH");
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->severity == rules::Severity::medium);
}

TEST_CASE("ike-attempts-in-a-row tells refusals in the clear as observed") {
  AuditBench bench;
  for (std::uint8_t i = 0; i < 3; ++i)
    bench.ike(true, with_spi(init_request({classical}), 0x40 + i), i)
        .ike(false, with_spi(init_error(registry::notify::invalid_syntax), 0x40 + i), i);
  bench.end(100);
  const auto* finding = bench.only("ike-attempts-in-a-row");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::observed);
  CHECK(finding->evidence.text("step") == "was refused in IKE_SA_INIT");
}

TEST_CASE("ike-attempts-in-a-row is silent on two, on attempts far apart, and after traffic") {
  AuditBench two;
  attempts(two, 2).end(100);
  CHECK(two.silent("ike-attempts-in-a-row"));
  AuditBench slow;
  attempts(slow, 4, 3600).end(20000);
  CHECK(slow.silent("ike-attempts-in-a-row"));
  AuditBench traffic;
  attempts(traffic, 4).esp_at(60, 0xc0ffee01, 1).end(100);
  CHECK(traffic.silent("ike-attempts-in-a-row"));
}

namespace {

// Three IKE SAs that came up and were deleted 2 s later, in frames 1 to 10, 11 to 20, ...
bool brief_ones_are_told(bool with_traffic) {
  AuditBench bench;
  std::array<sessions::IkeSa, 3> sas{told_sa(), told_sa(), told_sa()};
  std::array<sessions::EspFlow, 3> flows;  // as long as their Sessions
  const auto octets = init_request({classical});
  sessions::IkeMessage message;
  REQUIRE(message.read(octets));
  for (std::uint32_t i = 0; i < 3; ++i) {
    auto& sa = sas[i];
    sa.id = i + 1;
    sa.version = 2;
    sa.seen_from_start = true;
    sa.state = sessions::IkeSaState::deleted;
    sa.first_frame = i * 10 + 1;
    sa.established_frame = sa.first_frame + 4;
    sa.last_frame = sa.first_frame + 9;
    sa.established = at(i * 20);
    sa.last_time = at(i * 20 + 2);
    bench.events().tell(
        sessions::IkeMessageSeen{bench.datagram(true), message, sa, nullptr, false, true});
    auto& flow = flows[i] = flow_that_saw({1, 2});
    flow.path = {sa.initiator.address, sa.responder.address};
    flow.first_frame = sa.first_frame + 6;
    flow.last_frame = flow.first_frame + 1;
    if (with_traffic) bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  }
  bench.tell(sessions::CaptureEnded{bench.sessions().facts()});
  return !bench.silent("ike-attempts-in-a-row");
}

}  // namespace

TEST_CASE("ike-attempts-in-a-row tells SAs deleted at once, unless they carried traffic") {
  CHECK(brief_ones_are_told(false));
  CHECK_FALSE(brief_ones_are_told(true));
}

}  // namespace espect::test::ike_attempts_in_a_row
