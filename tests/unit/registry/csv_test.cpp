// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/csv.h"

#include "tests/support/catch.h"

namespace espect::test::csv_test {
namespace {

using registry::csv_field;
using registry::parse_csv;

TEST_CASE("no field that is written is a formula, and reading gives back what it was") {
  const std::pair<const char*, const char*> fields[] = {
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(1)", "'@SUM(1)"},
      {"\t=1", "'\t=1"},
      {"\r=1", "\"'\r=1\""},
      {"'=1", "''=1"},
      {"''@", "'''@"},
      {"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
      {"", ""},
      {"'", "'"},
      {"'a", "'a"},
      {"a=1", "a=1"},
      {"a,b", "\"a,b\""},
      {"two\nlines", "\"two\nlines\""},
  };
  for (const auto& [field, written] : fields) {
    INFO(field);
    CHECK(csv_field(field) == written);
    const auto records = parse_csv(csv_field(field) + ",b\n");
    REQUIRE(records);
    REQUIRE(records->size() == 1);
    CHECK(records->front().fields == std::vector<std::string>{field, "b"});
  }
}

TEST_CASE("a formula that nobody guarded is read as it stands") {
  const auto records = parse_csv("=1,'=2,''=3\n");
  REQUIRE(records);
  CHECK(records->front().fields == std::vector<std::string>{"=1", "=2", "'=3"});
}

}  // namespace
}  // namespace espect::test::csv_test
