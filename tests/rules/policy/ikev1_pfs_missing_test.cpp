// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/played_ikev1.h"

namespace espect::test::ikev1_pfs_missing {
namespace {

void play(AuditBench& bench, std::uint16_t group) {
  PlayedIkev1 played(bench);
  bench.ring.add(played.row());
  played.main_mode();
  played.proofs().quick_mode(5, 0xc1, 0xd1, group).quick_mode(6, 0xc2, 0xd2, group);
  bench.end();
}

}  // namespace

TEST_CASE("ikev1-pfs-missing counts quick modes without a KE payload") {
  AuditBench bench(with_keys);
  play(bench, 0);
  const auto* finding = bench.only("ikev1-pfs-missing");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->certainty == rules::Certainty::decrypted);
  CHECK(finding->count == 2);
  CHECK(finding->sentence() ==
        "quick mode between 10.1.0.10 and 10.2.0.10 made 0x000000c1 and 0x000000d1 without a key "
        "exchange of its own, and so 2 times");
}

TEST_CASE("ikev1-pfs-missing is silent with a group") {
  AuditBench bench(with_keys);
  play(bench, 14);
  CHECK(bench.sessions().child_sas().size() == 2);
  CHECK(bench.silent("ikev1-pfs-missing"));
}

}  // namespace espect::test::ikev1_pfs_missing
