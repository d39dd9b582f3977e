// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_followup_missing {
namespace {

std::vector<std::uint8_t> auth_request(std::uint32_t id) {
  return encrypted(registry::exchange::ike_auth, id, true, false);
}

}  // namespace

TEST_CASE("ike-followup-missing fires when IKE_AUTH comes without its IKE_INTERMEDIATE") {
  AuditBench bench;
  bench.ike(true, init_request({hybrid})).ike(false, init_response(hybrid));
  bench.ike(true, auth_request(1)).end();
  REQUIRE(bench.of("ike-followup-missing").size() == 1);
  CHECK(bench.of("ike-followup-missing")[0]->count == 1);
}

TEST_CASE("ike-followup-missing is silent when the message id leaves room for all of them") {
  AuditBench bench;
  bench.ike(true, init_request({hybrid})).ike(false, init_response(hybrid));
  bench.ike(true, auth_request(2)).end();
  CHECK(bench.silent("ike-followup-missing"));
  AuditBench plain;
  plain.ike(true, init_request({classical})).ike(false, init_response(classical));
  plain.ike(true, auth_request(1)).end();
  CHECK(plain.silent("ike-followup-missing"));
}

TEST_CASE("ike-followup-missing fires on another method than agreed and on STATE_NOT_FOUND") {
  auto sa = told_sa();
  sa.selection = sessions::Proposal{1, 1, {}, {{tt::ke, 31}, {tt::addke1, 36}, {tt::addke2, 37}}};
  const auto intermediate = [&](AuditBench& bench, std::uint32_t id, std::uint16_t method) {
    tell_opened(bench, sa,
                {.exchange = registry::exchange::ike_intermediate,
                 .message_id = id,
                 .payloads = {{registry::payload::ke, ke_payload(method, 64)}}});
  };
  AuditBench in_order;
  intermediate(in_order, 1, 36);
  intermediate(in_order, 2, 37);
  CHECK(in_order.silent("ike-followup-missing"));
  AuditBench swapped;
  intermediate(swapped, 1, 37);
  CHECK(swapped.of("ike-followup-missing").size() == 1);
  AuditBench lost;
  tell_opened(
      lost, sa,
      {.exchange = registry::exchange::ike_followup_ke,
       .from_initiator = false,
       .response = true,
       .message_id = 5,
       .payloads = {{registry::payload::n, notify_payload(registry::notify::state_not_found)}}});
  CHECK(lost.of("ike-followup-missing").size() == 1);
}

TEST_CASE("ike-followup-missing fires when a Child SA still waits for IKE_FOLLOWUP_KE at the end") {
  const auto sa = told_sa();
  ToldChild child(1, {{tt::encr, 20, 256}, {tt::ke, 31}, {tt::addke1, 36}});
  child.child.state = sessions::ChildSaState::pending;
  child.child.created = at(1);
  child.child.created_frame = 12;
  AuditBench bench;
  bench.tell(child.made(sa)).end(60);
  const auto* finding = bench.only("ike-followup-missing");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->frames == std::vector<std::uint32_t>{12});
  CHECK(finding->sentence().find("never got its IKE_FOLLOWUP_KE") != std::string::npos);
}

TEST_CASE("ike-followup-missing is silent when the exchange came, or the capture ended too soon") {
  const auto sa = told_sa();
  ToldChild child(1, {{tt::encr, 20, 256}, {tt::ke, 31}, {tt::addke1, 36}});
  child.child.state = sessions::ChildSaState::pending;
  child.child.created = at(1);
  AuditBench soon;
  soon.tell(child.made(sa)).end(20);
  CHECK(soon.silent("ike-followup-missing"));
  AuditBench done;
  done.tell(child.made(sa));
  child.child.state = sessions::ChildSaState::active;
  done.end(60);
  CHECK(done.silent("ike-followup-missing"));
}

}  // namespace espect::test::ike_followup_missing
