// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/negotiation/payload_table.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_unexpected_payload {
namespace {

std::string problem(const AuditBench& bench) {
  const auto findings = bench.of("ike-unexpected-payload");
  return findings.empty() ? "" : findings[0]->evidence.text("problem");
}
std::string of_clear(MessageSpec spec) {
  AuditBench bench;
  bench.ike(spec.from_initiator, ike_message(spec)).end();
  return problem(bench);
}
std::string of_opened(MessageSpec spec) {
  AuditBench bench;
  const auto sa = told_sa();
  tell_opened(bench, sa, std::move(spec));
  return problem(bench);
}

const PayloadSpec nonce{registry::payload::nonce, std::vector<std::uint8_t>(32, 1)};
const PayloadSpec idi{registry::payload::idi, {2, 0, 0, 0, 'a'}};
const PayloadSpec no_proposal{registry::payload::n,
                              notify_payload(registry::notify::no_proposal_chosen)};

}  // namespace

TEST_CASE("ike-unexpected-payload fires on what is missing, repeated or out of place") {
  CHECK(of_clear({.payloads = {{registry::payload::ke, ke_payload(31)}, nonce}})
            .starts_with("no SA"));
  AuditBench twice;
  twice.ike(true, init_request({classical}, 31, {nonce})).end();
  CHECK(problem(twice).starts_with("unexpected Ni/Nr"));
  CHECK(of_clear({.spi_r = responder_spi,
                  .exchange = registry::exchange::ike_auth,
                  .message_id = 1,
                  .payloads = {idi}})
            .starts_with("unexpected IDi"));
  CHECK(of_opened(
            {.exchange = registry::exchange::informational, .message_id = 2, .payloads = {nonce}})
            .starts_with("unexpected Ni/Nr"));
}

TEST_CASE("ike-unexpected-payload fires on an unknown payload only with the critical bit") {
  auto request = init_request({classical}, 31, {{200, {1, 2, 3, 4}}});
  AuditBench optional;
  optional.ike(true, request).end();
  CHECK(problem(optional).empty());
  request[request.size() - 7] = 0x80;  // flags of its generic header
  AuditBench critical;
  critical.ike(true, request).end();
  CHECK(problem(critical).starts_with("unknown critical"));
}

TEST_CASE("ike-unexpected-payload is silent on sound exchanges and on refusals") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(problem(bench).empty());
  CHECK(of_clear({.from_initiator = false, .response = true, .payloads = {no_proposal}}).empty());
  CHECK(of_opened({.exchange = registry::exchange::informational, .message_id = 2}).empty());
  CHECK(of_opened({.exchange = registry::exchange::create_child_sa,
                   .from_initiator = false,
                   .response = true,
                   .message_id = 2,
                   .payloads = {no_proposal}})
            .empty());
}

TEST_CASE("every row of the payload table has bounds and a source") {
  for (const auto& row : rules::payload_table::rows) {
    CHECK(row.least <= row.most);
    CHECK(row.most > 0);
    const std::string_view source = row.source;
    CHECK((source.starts_with("RFC ") || source.starts_with("draft-")));
  }
}

}  // namespace espect::test::ike_unexpected_payload
