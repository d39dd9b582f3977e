// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::dscp_selector_invalid {
namespace {

using Octets = std::vector<std::uint8_t>;

sessions::TrafficSelector dscp(Octets values) {
  sessions::TrafficSelector selector;
  selector.type = registry::traffic_selector_type::ts_dscp;
  selector.dscp = std::move(values);
  return selector;
}

// A Child SA whose request asks for `asked` and whose response takes `taken`.
struct Classed {
  Classed(const Octets& asked, const Octets& taken) {
    told.request.ts_i = told.response.ts_i = {told_selector("10.0.0.0", "10.0.0.255")};
    told.request.ts_i.push_back(dscp(asked));
    told.response.ts_i.push_back(dscp(taken));
    told.child.ts_i = told.response.ts_i;
  }
  std::string rules() {
    AuditBench bench;
    const auto sa = told_sa();
    bench.tell(told.made(sa));
    const auto* finding = bench.only("dscp-selector-invalid");
    return finding != nullptr ? finding->evidence.text("rules") : std::string();
  }
  ToldChild told{1, {{tt::encr, 20, 256}}};
};

Octets inner(std::uint8_t code) {
  Octets packet(28, 0);
  packet[0] = 0x45;
  packet[1] = static_cast<std::uint8_t>(code << 2);
  return packet;
}

}  // namespace

TEST_CASE("dscp-selector-invalid is silent on an ordered list and a subset in the response") {
  CHECK(Classed({10, 12, 46}, {10, 46}).rules().empty());
}

TEST_CASE("dscp-selector-invalid fires on each way in which a selector breaks its draft") {
  CHECK(Classed({12, 10}, {10}).rules() == "XDS-01");
  CHECK(Classed({10, 10}, {10}).rules() == "XDS-01");
  CHECK(Classed({10, 64}, {10}).rules() == "XDS-01");
  CHECK(Classed({10, 12}, {}).rules() == "XDS-01");
  CHECK(Classed({10, 12}, {10, 14}).rules() == "XDS-02");
  Classed alone({10}, {10});
  alone.told.request.ts_i.erase(alone.told.request.ts_i.begin());
  CHECK(alone.rules() == "XDS-01");
  Classed twice({10}, {10});
  twice.told.request.ts_r = twice.told.request.ts_i;
  CHECK(twice.rules() == "XDS-01");
}

TEST_CASE("dscp-selector-invalid judges the notify form") {
  ToldChild told{1, {{tt::encr, 20, 256}}};
  const auto sa = told_sa();
  const auto rules = [&](const Octets& values, std::uint8_t protocol = 0) {
    told.request.extensions = {{registry::notify::dscp, protocol, {}, values}};
    AuditBench bench;
    bench.tell(told.made(sa));
    const auto* finding = bench.only("dscp-selector-invalid");
    return finding != nullptr ? finding->evidence.text("rules") : std::string();
  };
  CHECK(rules({10, 12}).empty());
  CHECK(rules({12, 10}).empty());  // the notify has no order
  CHECK(rules({}).empty());        // no filtering
  CHECK(rules({10, 10}) == "XDS-03");
  CHECK(rules({64}) == "XDS-03");
  CHECK(rules({10}, 3) == "XDS-03");
}

TEST_CASE("dscp-selector-invalid counts packets whose DSCP the selector does not list") {
  AuditBench bench;
  const auto sa = told_sa();
  Classed classed({10, 46}, {10, 46});
  bench.tell(classed.told.made(sa));
  sessions::EspFlow flow;
  flow.id = 1;
  flow.child_sa = 1;
  for (const std::uint8_t code : Octets{10, 46, 0, 34}) {
    const auto datagram = bench.datagram(true);
    const auto packet = inner(code);
    bench.tell(sessions::InnerPacket{datagram, flow, nullptr, 1, 4, packet});
  }
  const auto* finding = bench.only("dscp-selector-invalid");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 2);
}

}  // namespace espect::test::dscp_selector_invalid
