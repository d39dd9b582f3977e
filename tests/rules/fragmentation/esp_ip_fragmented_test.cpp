// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_ip_fragmented {
namespace {

TEST_CASE("esp-ip-fragmented counts packets and lists all their fragments") {
  AuditBench bench;
  const auto flow = flow_that_saw({1});
  auto datagram = bench.datagram(true);
  const std::vector<std::uint32_t> frames{4, 5};
  datagram.fragment_frames = frames;
  datagram.ip.fragments = 2;
  datagram.ip.packet_octets = 1560;
  datagram.ip.ttl = 63;
  bench.tell(sessions::EspFragmented{datagram, flow, nullptr});
  const auto* finding = bench.only("esp-ip-fragmented");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->frames == frames);
  CHECK(finding->evidence.text("made_by") == "made by the sender or by a router on the way");
  datagram.ip.ttl = 64;
  bench.tell(sessions::EspFragmented{datagram, flow, nullptr});
  CHECK(finding->evidence.text("made_by") == "made by the sender and on the way");
}

TEST_CASE("esp-ip-fragmented is silent about whole packets") {
  AuditBench bench;
  bench.esp(0xa, 1).end();
  CHECK(bench.silent("esp-ip-fragmented"));
}

}  // namespace
}  // namespace espect::test::esp_ip_fragmented
