// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

using namespace espect;
using namespace espect::test;

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
