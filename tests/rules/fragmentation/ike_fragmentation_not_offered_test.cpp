// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/ike_builder.h"

namespace espect::test::ike_fragmentation_not_offered {
namespace {

// An IKE_SA_INIT with the notify from alice, bob, both or none, then a message of this size.
void negotiate(AuditBench& bench, bool alice_offers, bool bob_offers, std::size_t octets) {
  const auto sa = sa_payload({{{registry::transform_type::encr, 20, 256}}});
  const auto message = [&](bool offers, bool response) {
    MessageSpec spec{
        .spi_r = response ? 0x22U : 0U, .from_initiator = !response, .response = response};
    spec.payloads = {{registry::payload::sa, sa}};
    if (offers)
      spec.payloads.push_back(
          {registry::payload::n, notify_payload(registry::notify::ikev2_fragmentation_supported)});
    return ike_message(spec);
  };
  bench.ike(true, message(alice_offers, false)).ike(false, message(bob_offers, true));
  bench
      .ike(true, ike_message(
                     {.spi_r = 0x22,
                      .exchange = registry::exchange::ike_auth,
                      .message_id = 1,
                      .payloads = {{registry::payload::sk, std::vector<std::uint8_t>(octets, 1)}}}))
      .end();
}

TEST_CASE("ike-fragmentation-not-offered names who did not") {
  AuditBench bench;
  negotiate(bench, true, false, 1400);
  const auto* finding = bench.only("ike-fragmentation-not-offered");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("not_offered_by") == "the responder");
  CHECK(finding->count == 1);
}

TEST_CASE("ike-fragmentation-not-offered is silent when both did, and for small messages") {
  AuditBench both;
  negotiate(both, true, true, 1400);
  CHECK(both.silent("ike-fragmentation-not-offered"));
  AuditBench small;
  negotiate(small, false, false, 300);
  CHECK(small.silent("ike-fragmentation-not-offered"));
}

}  // namespace
}  // namespace espect::test::ike_fragmentation_not_offered
