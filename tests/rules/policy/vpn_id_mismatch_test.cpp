// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::vpn_id_mismatch {
namespace {

using Mode = wire::ike::VpnIdMode;

sessions::TrafficSelector vpn_ids(std::vector<std::uint32_t> ids) {
  sessions::TrafficSelector selector;
  selector.type = registry::traffic_selector_type::ts_vpn_id;
  selector.vpn_ids = std::move(ids);
  return selector;
}

struct Shared {
  Shared() {
    for (auto* list : {&told.child.ts_i, &told.child.ts_r})
      *list = {told_selector("10.0.0.0", "10.0.0.255"), vpn_ids({7, 9})};
    told.child.vpn_id_mode = Mode{Mode::header_field, 32, 0, Mode::authenticated};
  }
  Shared& packet(std::uint32_t id, bool authenticated = true,
                 std::uint8_t mode = Mode::header_field) {
    sessions::EspFlow flow;
    flow.id = 1;
    flow.spi = told.child.spi_r;
    const auto datagram = bench.datagram(true);
    bench.tell(sessions::VpnIdSeen{datagram, flow, &told.child, id, mode, authenticated});
    return *this;
  }
  AuditBench bench;
  ToldChild told{1, {{tt::encr, 20, 256}}};
};

}  // namespace

TEST_CASE("vpn-id-mismatch is silent on agreed identifiers that the ICV covers") {
  Shared shared;
  shared.bench.tell(shared.told.made(told_sa()));
  shared.packet(7).packet(9);
  CHECK(shared.bench.silent("vpn-id-mismatch"));
}

TEST_CASE("vpn-id-mismatch counts packets with an identifier that is not in the list") {
  Shared shared;
  shared.packet(7).packet(8).packet(8);
  const auto* finding = shared.bench.only("vpn-id-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 2);
  CHECK(finding->severity == rules::Severity::high);
  CHECK(finding->sentence().find("VPN-ID 8 was not negotiated") != std::string::npos);
}

TEST_CASE("vpn-id-mismatch fires on an identifier that nothing authenticates") {
  Shared shared;
  shared.packet(7, false);
  CHECK(shared.bench.only("vpn-id-mismatch") != nullptr);
}

TEST_CASE("vpn-id-mismatch fires on overlapping VPNs without a discriminator") {
  Shared shared;
  const auto sa = told_sa();
  shared.told.child.vpn_id_mode.reset();
  shared.bench.tell(shared.told.made(sa));
  const auto* finding = shared.bench.only("vpn-id-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->frames == std::vector<std::uint32_t>{11, 12});
}

TEST_CASE("vpn-id-mismatch is silent on VPNs whose ranges are disjoint") {
  Shared shared;
  const auto sa = told_sa();
  shared.told.child.vpn_id_mode.reset();
  for (auto* list : {&shared.told.child.ts_i, &shared.told.child.ts_r}) {
    *list = {told_selector("10.0.0.0", "10.0.0.255"), told_selector("10.0.1.0", "10.0.1.255")};
    (*list)[0].vpn_id = 7;
    (*list)[1].vpn_id = 9;
  }
  shared.bench.tell(shared.told.made(sa));
  CHECK(shared.bench.silent("vpn-id-mismatch"));
}

}  // namespace espect::test::vpn_id_mismatch
