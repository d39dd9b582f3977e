// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/expired_waivers.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/waiver_file.h"
#include "tests/support/catch.h"

namespace espect::test::waiver_expired {
namespace {

constexpr auto header = "rule,peers,fingerprint,reason,owner,expires\n";

std::vector<rules::Waiver> waivers_on(std::string_view today, const std::string& rows) {
  const auto parsed = rules::parse_waivers(header + rows, "waivers.csv", today);
  REQUIRE(parsed);
  return *parsed;
}

}  // namespace

TEST_CASE("waiver-expired is one finding that names the waivers whose day has passed") {
  rules::Findings findings;
  rules::tell_expired(waivers_on("2026-11-29",
                                 "esp-*,,,lab,me,2026-11-28\n"
                                 "quantum,,,soon,you,2026-11-27\n"
                                 "policy,,,later,us,2026-11-29\n"),
                      findings);
  const auto told = findings.in_order();
  REQUIRE(told.size() == 1);
  CHECK(told[0]->count == 2);
  CHECK(told[0]->sentence().find("esp-* on 2026-11-28 (me: lab); quantum") != std::string::npos);
  CHECK(told[0]->sentence().find("later") == std::string::npos);
}

TEST_CASE("waiver-expired is silent on the last day of a waiver") {
  rules::Findings findings;
  rules::tell_expired(waivers_on("2026-11-28", "esp-*,,,lab,me,2026-11-28\n"), findings);
  CHECK(findings.in_order().empty());
}

}  // namespace espect::test::waiver_expired
