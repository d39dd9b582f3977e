// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_eesp.h"

namespace espect::test::eesp_proposal_invalid {
namespace {

std::string said_of(const ToldChild& told) {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(told.made(sa));
  const auto* finding = bench.only("eesp-proposal-invalid");
  return finding != nullptr ? finding->evidence.text("what") : "";
}

TEST_CASE("eesp-proposal-invalid is silent on what EESP has") {
  CHECK(said_of(told_eesp(1, 1024)).empty());
  CHECK(said_of(told_eesp(0, 1025)).empty());
  CHECK(said_of(ToldChild(1, {{tt::encr, 20, 256}, {tt::sn, 1}})).empty());
}

TEST_CASE("eesp-proposal-invalid fires on numbers of the other protocol") {
  CHECK(said_of(told_eesp(1, 1)).ends_with("is not for EESP"));
  CHECK(said_of(ToldChild(1, {{tt::encr, 20, 256}, {tt::sn, 1024}}))
            .ends_with("in an SA that is none of EESP"));
}

TEST_CASE(
    "eesp-proposal-invalid fires on a cipher without authentication, and on None without an IV") {
  auto cbc = told_eesp(1);
  cbc.child.selection.transforms[0] = {tt::encr, 12, 256};
  CHECK(said_of(cbc) == "ENCR_AES_CBC is no AEAD cipher");
  auto implicit = told_eesp(1, 1025);
  implicit.child.selection.transforms[0] = {tt::encr, 30, 256};
  CHECK(said_of(implicit).ends_with("takes its IV from the sequence number, and there is none"));
}

}  // namespace
}  // namespace espect::test::eesp_proposal_invalid
