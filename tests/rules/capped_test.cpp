// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/capped.h"

#include "tests/support/catch.h"

using espect::rules::Capped;
using espect::rules::FullTables;

TEST_CASE("a table that is full remembers what it has and says so") {
  FullTables full;
  Capped<int, int> table(full, "some-rule", "things", 2);
  table[1] = 10;
  table[2] = 20;
  CHECK(full.all().empty());
  table[3] = 30;
  CHECK(table.size() == 2);
  CHECK(table[1] == 10);
  CHECK_FALSE(table.contains(3));
  CHECK(table[3] == 0);  // what found no place is forgotten at once
  REQUIRE(full.all().size() == 1);
  const auto& [name, facts] = *full.all().begin();
  CHECK(name == std::pair<std::string_view, std::string_view>("some-rule", "things"));
  CHECK(facts.limit == 2);
  CHECK(facts.turned_away == 2);
}

TEST_CASE("a table knows whether something found no place") {
  FullTables full;
  Capped<int, int> table(full, "some-rule", "things", 1);
  int* first = table.place(1);
  REQUIRE(first != nullptr);
  *first = 10;
  CHECK(table.place(1) == first);
  CHECK(table.complete());
  CHECK(table.place(2) == nullptr);
  CHECK_FALSE(table.complete());
  CHECK(full.all().begin()->second.turned_away == 1);
  table.erase(1);
  CHECK(table.place(2) != nullptr);
  CHECK_FALSE(table.complete());
}

TEST_CASE("a place that is given back is used again") {
  FullTables full;
  Capped<int, int> table(full, "some-rule", "things", 1);
  table.emplace(1, 10);
  table.erase(1);
  table.emplace(2, 20);
  CHECK(table.get(2) != nullptr);
  CHECK(table.get(1) == nullptr);
  CHECK(full.all().empty());
}
