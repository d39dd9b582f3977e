// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_eesp.h"

namespace espect::test::eesp_session_id_invalid {
namespace {

const sessions::EespHead plain_head{};

void tell_packet(AuditBench& bench, const ToldChild& told, const sessions::EspFlow& flow) {
  bench.tell(
      sessions::EespHeadSeen{bench.datagram(true), flow, &told.child, plain_head, 1, 0, true});
}

TEST_CASE("eesp-session-id-invalid fires above the announced maximum, not at it") {
  AuditBench bench;
  auto told = told_eesp(1);
  told.child.max_sub_sa_id_r = 3;
  const auto highest = sub_sa_of(told, 3);
  tell_packet(bench, told, highest);
  CHECK(bench.silent("eesp-session-id-invalid"));
  const auto beyond = sub_sa_of(told, 4);
  tell_packet(bench, told, beyond);
  const auto* finding = bench.only("eesp-session-id-invalid");
  REQUIRE(finding != nullptr);
  CHECK(finding->subject.session_id == 4);
  CHECK(finding->evidence.number("announced_maximum") == 3);
}

TEST_CASE("the maximum of the other side, and none at all, limit nothing") {
  AuditBench bench;
  auto told = told_eesp(1);
  told.child.max_sub_sa_id_i = 0;  // what the initiator accepts
  const auto flow = sub_sa_of(told, 900);
  tell_packet(bench, told, flow);
  CHECK(bench.silent("eesp-session-id-invalid"));
}

TEST_CASE("eesp-session-id-invalid fires on a sub-SA where no SSKDF was agreed on") {
  AuditBench bench;
  const auto told = told_eesp(0);
  const auto first = sub_sa_of(told, 0);
  tell_packet(bench, told, first);
  CHECK(bench.silent("eesp-session-id-invalid"));
  const auto other = sub_sa_of(told, 7);
  tell_packet(bench, told, other);
  CHECK(bench.only("eesp-session-id-invalid") != nullptr);
}

TEST_CASE("eesp-session-id-invalid fires on a sub-SA that no key verifies beside one that does") {
  AuditBench bench;
  const auto told = told_eesp(1);
  auto stranger = sub_sa_of(told, 2);
  stranger.undecided = 1;
  bench.tell(sessions::EspFlowEnded{stranger, &told.child, nullptr});
  CHECK(bench.silent("eesp-session-id-invalid"));
  auto proven = sub_sa_of(told, 1);
  proven.icv_ok = 1;
  bench.tell(sessions::EspOpened{bench.datagram(true), proven, &told.child, 1, {}});
  bench.tell(sessions::EspFlowEnded{stranger, &told.child, nullptr});
  const auto* finding = bench.only("eesp-session-id-invalid");
  REQUIRE(finding != nullptr);
  CHECK(finding->subject.session_id == 2);
}

}  // namespace
}  // namespace espect::test::eesp_session_id_invalid
