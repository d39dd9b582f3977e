// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_inner_fragmented {
namespace {

std::vector<std::uint8_t> ipv4(std::uint8_t flags_and_offset) {
  std::vector<std::uint8_t> packet(28, 0);
  packet[0] = 0x45;
  packet[3] = 28;  // Total Length
  packet[6] = flags_and_offset;
  return packet;
}

TEST_CASE("esp-inner-fragmented fires on a first, a later and an IPv6 fragment") {
  AuditBench bench;
  const auto flow = flow_that_saw({1});
  const auto datagram = bench.datagram(true);
  auto later = ipv4(0);
  later[7] = 185;
  std::vector<std::uint8_t> ipv6(56, 0);
  ipv6[0] = 0x60;
  ipv6[5] = 16;  // Payload Length
  ipv6[6] = 44;
  ipv6[43] = 1;  // More fragments: without it the packet is whole (RFC 6946)
  const auto first = ipv4(0x20);
  bench.tell(sessions::InnerPacket{datagram, flow, nullptr, 1, 4, first})
      .tell(sessions::InnerPacket{datagram, flow, nullptr, 2, 4, later})
      .tell(sessions::InnerPacket{datagram, flow, nullptr, 3, 41, ipv6});
  const auto* finding = bench.only("esp-inner-fragmented");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);
}

TEST_CASE("esp-inner-fragmented is silent about DF and about transport payloads") {
  AuditBench bench;
  const auto flow = flow_that_saw({1});
  const auto datagram = bench.datagram(true);
  const auto whole = ipv4(0x40);
  const auto fragment = ipv4(0x20);
  bench.tell(sessions::InnerPacket{datagram, flow, nullptr, 1, 4, whole})
      .tell(sessions::InnerPacket{datagram, flow, nullptr, 2, 17, fragment});
  CHECK(bench.silent("esp-inner-fragmented"));
}

}  // namespace
}  // namespace espect::test::esp_inner_fragmented
