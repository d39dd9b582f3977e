// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/broken_paths.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::path_mtu_implausible {
namespace {

TEST_CASE("path-mtu-implausible fires below what IP allows") {
  AuditBench bench;
  const auto tiny = too_big(67);
  bench.tell(sessions::IcmpErrorSeen{bench.datagram(false), tiny});
  CHECK(bench.only("path-mtu-implausible") != nullptr);
  AuditBench six;
  auto small = too_big(1279);
  const std::uint8_t octets[16] = {0xfd, 1};
  small.quoted.source = Address::v6_from(octets);
  six.tell(sessions::IcmpErrorSeen{six.datagram(false), small});
  CHECK(six.only("path-mtu-implausible") != nullptr);
}

TEST_CASE("path-mtu-implausible is silent at the limit and for routers that name none") {
  AuditBench bench;
  const auto least = too_big(68);
  const auto none = too_big(0);
  bench.tell(sessions::IcmpErrorSeen{bench.datagram(false), least})
      .tell(sessions::IcmpErrorSeen{bench.datagram(false), none});
  CHECK(bench.silent("path-mtu-implausible"));
}

}  // namespace
}  // namespace espect::test::path_mtu_implausible
