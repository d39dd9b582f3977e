// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_probably_refused {
namespace {

// What an IKE_AUTH response looks like without keys: `first` names the first payload inside.
Octets closed_response(std::uint8_t first, std::size_t octets) {
  auto message = encrypted(registry::exchange::ike_auth, 1, false, true, octets);
  message[wire::ike::Header::octets] = first;
  return message;
}

AuditBench& begin(AuditBench& bench) {
  return bench.ike(true, init_request({classical}))
      .ike(false, init_response(classical))
      .ike(true, encrypted(registry::exchange::ike_auth, 1, true, false));
}

}  // namespace

TEST_CASE("ike-probably-refused fires on a short response that begins with N and ends the story") {
  AuditBench bench;
  begin(bench).ike(false, closed_response(registry::payload::n, 33)).end(60);
  const auto* finding = bench.only("ike-probably-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->frames == std::vector<std::uint32_t>{3, 4});
  CHECK(finding->sentence().starts_with("10.2.0.10 most likely refused IKE_AUTH of 10.1.0.10"));
}

TEST_CASE("ike-probably-refused is silent on other shapes of the exchange") {
  AuditBench accepted;
  begin(accepted).ike(false, closed_response(registry::payload::idr, 33)).end(60);
  CHECK(accepted.silent("ike-probably-refused"));
  AuditBench padded;  // RouterOS pads by up to 255 octets: the length says nothing
  begin(padded).ike(false, closed_response(registry::payload::n, 200)).end(60);
  CHECK(padded.silent("ike-probably-refused"));
  AuditBench goes_on;
  begin(goes_on)
      .ike(false, closed_response(registry::payload::n, 33))
      .ike(true, encrypted(registry::exchange::informational, 2, true, false))
      .end(60);
  CHECK(goes_on.silent("ike-probably-refused"));
  AuditBench traffic;
  begin(traffic).ike(false, closed_response(registry::payload::n, 33)).esp(0xc0ffee01, 1).end(60);
  CHECK(traffic.silent("ike-probably-refused"));
}

// The rule and the state of the IKE SA are one verdict, whatever the cipher pads.
TEST_CASE("ike-probably-refused and the IKE SA's state agree") {
  const std::vector<TransformSpec> cbc{
      {tt::encr, 12, 256}, {tt::prf, 5}, {tt::integ, 12}, {tt::ke, 31}};
  const bool with_cbc = GENERATE(true, false);
  const auto& selection = with_cbc ? cbc : classical;
  AuditBench bench;
  bench.ike(true, init_request({selection})).ike(false, init_response(selection));
  bench.ike(true, encrypted(registry::exchange::ike_auth, 1, true, false));
  bench.ike(false, closed_response(registry::payload::n, 48)).end(60);
  CHECK(bench.only("ike-probably-refused") != nullptr);
  CHECK(bench.ike_sa(1).state == sessions::IkeSaState::refused);
  CHECK(bench.ike_sa(1).state_certainty == sessions::StateCertainty::inferred);
}

}  // namespace espect::test::ike_probably_refused
