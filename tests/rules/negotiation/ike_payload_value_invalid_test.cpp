// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_payload_value_invalid {
namespace {

std::string problems(const AuditBench& bench) {
  const auto* finding = bench.only("ike-payload-value-invalid");
  return finding != nullptr ? finding->evidence.text("problems") : std::string();
}

Octets with_nonce(std::size_t octets) {
  MessageSpec spec;
  spec.payloads = {{registry::payload::sa, sa_payload({classical})},
                   {registry::payload::ke, ke_payload(31)},
                   {registry::payload::nonce, Octets(octets, 1)}};
  return ike_message(spec);
}

}  // namespace

TEST_CASE("ike-payload-value-invalid fires on a nonce outside 16 to 256 octets") {
  for (const std::size_t octets : {8U, 15U, 257U}) {
    AuditBench bench;
    bench.ike(true, with_nonce(octets)).end();
    CHECK(problems(bench) == "a nonce of " + std::to_string(octets) + " octets");
  }
  for (const std::size_t octets : {16U, 256U}) {
    AuditBench bench;
    bench.ike(true, with_nonce(octets)).end();
    CHECK(bench.silent("ike-payload-value-invalid"));
  }
}

TEST_CASE("ike-payload-value-invalid fires on AES without Key Length") {
  AuditBench bench;
  bench.ike(true, init_request({{{tt::encr, 20}, {tt::prf, 5}, {tt::ke, 31}}})).end();
  CHECK(problems(bench) == "ENCR_AES_GCM_16 without Key Length");
  AuditBench fixed;  // ChaCha20 has one length
  fixed.ike(true, init_request({{{tt::encr, 28}, {tt::prf, 5}, {tt::ke, 31}}})).end();
  CHECK(fixed.silent("ike-payload-value-invalid"));
}

TEST_CASE("ike-payload-value-invalid fires on transforms of another protocol") {
  AuditBench bench;
  const auto sa = told_sa();
  tell_opened(bench, sa,
              {.exchange = registry::exchange::create_child_sa,
               .message_id = 2,
               .payloads = {{registry::payload::sa,
                             sa_with_spi(registry::protocol::esp, {1, 2, 3, 4},
                                         {{tt::encr, 20, 256}, {tt::prf, 5}, {tt::sn, 0}})}}});
  CHECK(problems(bench) == "a proposal for ESP with PRF_HMAC_SHA2_256");
  AuditBench right;
  tell_opened(right, sa,
              {.exchange = registry::exchange::create_child_sa,
               .message_id = 2,
               .payloads = {{registry::payload::sa,
                             sa_with_spi(registry::protocol::esp, {1, 2, 3, 4},
                                         {{tt::encr, 20, 256}, {tt::ke, 31}, {tt::sn, 0}})}}});
  CHECK(right.silent("ike-payload-value-invalid"));
}

}  // namespace espect::test::ike_payload_value_invalid
