// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_eesp.h"

namespace espect::test::eesp_crypt_offset_exceeded {
namespace {

std::size_t findings(std::optional<std::uint8_t> announced, std::size_t octets) {
  AuditBench bench;
  auto told = told_eesp(1);
  told.child.max_crypt_offset_r = announced;
  const auto flow = sub_sa_of(told, 0);
  sessions::EespHead head;
  head.crypt_offset = {28, octets};
  bench.tell(sessions::EespHeadSeen{bench.datagram(true), flow, &told.child, head, 1, 28, true});
  return bench.of("eesp-crypt-offset-exceeded").size();
}

TEST_CASE(
    "eesp-crypt-offset-exceeded fires above what the receiver announced, which may be nothing") {
  CHECK(findings(2, 8) == 0);
  CHECK(findings(2, 12) == 1);
  CHECK(findings(std::nullopt, 4) == 1);
}

TEST_CASE("eesp-crypt-offset-exceeded is silent without the option") {
  AuditBench bench;
  const auto told = told_eesp(1);
  const auto flow = sub_sa_of(told, 0);
  const sessions::EespHead head;
  bench.tell(sessions::EespHeadSeen{bench.datagram(true), flow, &told.child, head, 1, 24, true});
  CHECK(bench.silent("eesp-crypt-offset-exceeded"));
}

}  // namespace
}  // namespace espect::test::eesp_crypt_offset_exceeded
