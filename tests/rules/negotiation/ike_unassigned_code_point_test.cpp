// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

using namespace espect;
using namespace espect::test;

namespace {

std::string numbers(const std::vector<TransformSpec>& offer, std::vector<PayloadSpec> more = {}) {
  AuditBench bench;
  bench.ike(true, init_request({offer}, 31, std::move(more))).end();
  const auto findings = bench.of("ike-unassigned-code-point");
  return findings.empty() ? "" : findings[0]->evidence.text("numbers");
}

}  // namespace

TEST_CASE("ike-unassigned-code-point names the number and who is known to use it") {
  const auto squat = numbers({{tt::encr, 127, 128}, {tt::prf, 5}, {tt::ke, 31}});
  CHECK(squat.starts_with("transform ENCR Unassigned (127); SM4_CBC"));
  CHECK(numbers(classical, {{registry::payload::n, notify_payload(50)}}) ==
        "notify Unassigned (50)");
}

TEST_CASE("ike-unassigned-code-point fires on an assigned number that means something else") {
  const auto collision = numbers({{tt::encr, 28, 128}, {tt::prf, 5}, {tt::ke, 31}});
  CHECK(collision.find("SM1_ECB") != std::string::npos);
  CHECK(numbers({{tt::encr, 28}, {tt::prf, 5}, {tt::ke, 31}}).empty());
}

TEST_CASE("ike-unassigned-code-point counts each number once and leaves private use alone") {
  AuditBench bench;
  const PayloadSpec notify{registry::payload::n, notify_payload(50)};
  bench.ike(true, init_request({classical}, 31, {notify}))
      .ike(false, init_response(classical, {notify}))
      .end();
  REQUIRE(bench.of("ike-unassigned-code-point").size() == 1);
  CHECK(bench.of("ike-unassigned-code-point")[0]->count == 1);
  CHECK(numbers({{tt::encr, 1024}, {tt::prf, 5}, {tt::ke, 31}},
                {{registry::payload::n, notify_payload(40961)}})
            .empty());
}
