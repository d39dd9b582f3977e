// SPDX-License-Identifier: GPL-2.0-or-later
#include <set>

#include "ipsec/rules/rule.h"
#include "tests/support/catch.h"

namespace espect::test::catalogue_test {

using namespace rules;

TEST_CASE("every rule is documented") {
  std::set<std::string_view> ids;
  for (const auto* rule : catalogue()) {
    INFO(rule->id);
    CHECK(ids.insert(rule->id).second);
    CHECK(rule->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
          std::string_view::npos);
    CHECK(!rule->title.empty());
    CHECK(rule->title.size() <= 100);
    CHECK(rule->title.back() != '.');
    CHECK(rule->why.size() >= 80);
    CHECK(rule->advice.size() >= 40);
    CHECK(!rule->specs[0].empty());
    CHECK(rule->sentence != nullptr);
    CHECK(rule->install != nullptr);
    CHECK(rule_named(rule->id) == rule);
  }
  CHECK(rule_named("no-such-rule") == nullptr);
}

}  // namespace espect::test::catalogue_test
