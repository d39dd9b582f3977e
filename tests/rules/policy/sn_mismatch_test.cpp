// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::sn_mismatch {

TEST_CASE("sn-mismatch fires on unspecified numbers between two peers") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(ToldChild(1, {{tt::encr, 20, 256}, {tt::sn, 2}}).made(sa));
  REQUIRE(bench.of("sn-mismatch").size() == 1);
  CHECK(bench.of("sn-mismatch")[0]->count == 1);
}

TEST_CASE("sn-mismatch is silent on sequential numbers and without the transform") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(ToldChild(1, {{tt::encr, 20, 256}, {tt::sn, 0}}).made(sa));
  bench.events().tell(ToldChild(2, {{tt::encr, 20, 256}, {tt::sn, 1}}).made(sa));
  bench.events().tell(ToldChild(3, {{tt::encr, 20, 256}}).made(sa));
  CHECK(bench.silent("sn-mismatch"));
}

namespace {

// `packets` authentic packets, evenly over `seconds`, then the end of the flow.
void tell_flow(AuditBench& bench, std::uint16_t sn, std::uint64_t packets, double seconds,
               bool esn = false) {
  const ToldChild child(1, {{tt::encr, 20, 256}, {tt::sn, sn}});
  sessions::EspFlow flow;
  flow.id = 1;
  flow.spi = child.child.spi_r;
  flow.esn = esn;
  flow.first_frame = 3;
  flow.last_frame = 9;
  // One packet in a hundred is told: what counts is how far the numbers went.
  for (std::uint64_t sequence = 1; sequence <= packets; sequence += 100) {
    const auto datagram = bench.datagram(
        true, seconds * static_cast<double>(sequence) / static_cast<double>(packets));
    bench.tell(sessions::EspOpened{datagram, flow, nullptr, sequence, {}});
  }
  bench.tell(sessions::EspFlowEnded{flow, &child.child, nullptr});
}

}  // namespace

TEST_CASE("sn-mismatch fires when the busiest second would use 32 bits up in eight hours") {
  AuditBench bench;
  tell_flow(bench, 0, 400'000, 2);
  const auto* finding = bench.only("sn-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::decrypted);
  CHECK(finding->evidence.number("peak_per_second") > 199'000);
  CHECK(finding->evidence.number("peak_per_second") < 201'000);
  CHECK_FALSE(finding->evidence.text("measured").empty());
  CHECK(finding->sentence().find("they last 6.0 hours") != std::string::npos);
}

TEST_CASE("sn-mismatch is silent on slower SAs, on 64-bit numbers and on an idle gap") {
  AuditBench slow;
  tell_flow(slow, 0, 280'000, 2);
  CHECK(slow.silent("sn-mismatch"));
  AuditBench extended;
  tell_flow(extended, 1, 400'000, 2, true);
  CHECK(extended.silent("sn-mismatch"));
  AuditBench unspecified;
  tell_flow(unspecified, 2, 400'000, 2);
  CHECK(unspecified.silent("sn-mismatch"));
}

}  // namespace espect::test::sn_mismatch
