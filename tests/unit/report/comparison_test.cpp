// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/comparison.h"

#include <sstream>

#include <nlohmann/json.hpp>

#include "analyzer/report/json/comparison.h"
#include "analyzer/report/json/text.h"
#include "analyzer/report/text/failure.h"
#include "tests/support/catch.h"

using namespace espect;

namespace {

rules::Finding refused() {
  rules::Finding finding;
  finding.evidence.set("why", "Nothing in common.");
  finding.evidence.set("offered KE", "Curve25519");
  finding.evidence.set("accepted KE", "ML-KEM-768");
  finding.evidence.set("offered PRF", "PRF_HMAC_SHA2_256");
  finding.evidence.set("accepted PRF", "not known");
  return finding;
}

}  // namespace

TEST_CASE("a failure is a paragraph and a table of what was offered and what the peer takes") {
  std::ostringstream out;
  report::write_failure(out, report::Paint(false), refused(), "A refused B", {}, 4, 100);
  CHECK(out.str() ==
        "    Nothing in common.\n"
        "           offered            the peer takes\n"
        "      KE   Curve25519         ML-KEM-768\n"
        "      PRF  PRF_HMAC_SHA2_256  not known\n");
  std::ostringstream nothing;
  report::write_failure(nothing, report::Paint(false), rules::Finding(), {}, {}, 4, 100);
  CHECK(nothing.str().empty());
}

TEST_CASE("a failure does not say again what its sentence says") {
  std::ostringstream out;
  report::write_failure(out, report::Paint(false), refused(), "A refused B: Nothing in common.", {},
                        4, 100);
  CHECK(out.str().starts_with("           offered"));
}

TEST_CASE("the JSON rows are those of the table") {
  const auto rows =
      nlohmann::json::parse(report::one_line(report::comparison_array(refused().evidence)));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] ==
        nlohmann::json({{"what", "KE"}, {"offered", "Curve25519"}, {"accepted", "ML-KEM-768"}}));
  CHECK(report::comparison_array(rules::Evidence()).empty());
}
