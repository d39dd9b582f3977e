// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_no_rekey_overlap {
namespace {

struct Pair {
  sessions::EspFlow old_flow = flow_that_saw({1});
  sessions::EspFlow new_flow = flow_that_saw({1});
  sessions::ChildSa old_child;
  sessions::ChildSa new_child;
};

// 100 packets a second for a second, then the successor: negotiated and used at these seconds.
Pair rekeyed(double negotiated, double used) {
  Pair pair;
  pair.old_flow.packets = 100;
  pair.old_flow.first_time = at(0);
  pair.old_flow.last_time = at(1);
  pair.new_flow.id = 2;
  pair.new_flow.spi = 0xbeef;
  pair.new_flow.first_time = at(used);
  pair.old_child.id = 1;
  pair.new_child.id = 2;
  pair.old_child.closed_frame = 5;
  pair.old_child.closed = at(1.2);
  pair.new_child.created = at(negotiated);
  pair.old_child.spi_r = pair.old_flow.spi;
  pair.new_child.spi_r = pair.new_flow.spi;
  for (auto* child : {&pair.old_child, &pair.new_child}) {
    child->initiator.address = alice;
    child->responder.address = bob;
  }
  return pair;
}

// How the request for the successor looks in the capture.
enum class Request { anew, rekey, missing };

void end(AuditBench& bench, const Pair& pair, Request asked = Request::anew) {
  const sessions::IkeSa sa;
  sessions::SaPayloads request, response;
  if (asked == Request::rekey) request.rekeys = sessions::RekeyedSa{3, 0xabc};
  bench.tell(sessions::ChildSaMade{sa, pair.new_child, registry::exchange::create_child_sa, true,
                                   asked != Request::missing ? &request : nullptr, response, 6, 7});
  bench.tell(sessions::EspFlowEnded{pair.old_flow, &pair.old_child, nullptr})
      .tell(sessions::EspFlowEnded{pair.new_flow, &pair.new_child, nullptr});
}

TEST_CASE("esp-no-rekey-overlap fires when the successor came after the traffic had stopped") {
  AuditBench bench;
  end(bench, rekeyed(5, 5.5));
  const auto* finding = bench.only("esp-no-rekey-overlap");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("pause_milliseconds") == 4500);
}

TEST_CASE("esp-no-rekey-overlap is silent after a rekey in time, whatever the traffic does") {
  AuditBench ready;
  end(ready, rekeyed(0.9, 1.01));
  CHECK(ready.silent("esp-no-rekey-overlap"));
}

// An SA between the two was deleted, too, and this capture has nothing of it.
TEST_CASE("esp-no-rekey-overlap is silent where the capture does not show how it was asked for") {
  const auto asked = GENERATE(Request::rekey, Request::missing);
  AuditBench bench;
  end(bench, rekeyed(5, 5.5), asked);
  CHECK(bench.silent("esp-no-rekey-overlap"));
}

}  // namespace
}  // namespace espect::test::esp_no_rekey_overlap
