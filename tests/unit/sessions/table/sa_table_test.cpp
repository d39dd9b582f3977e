// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/table/sa_table.h"

#include "ipsec/sessions/table/seeded_hash.h"
#include "tests/support/catch.h"

namespace espect::test::sa_table_test {

using namespace sessions;

TEST_CASE("SaTable finds what was added, also when every hash collides, and never moves it") {
  struct Record {
    int key = 0;
  };
  for (const bool colliding : {false, true}) {
    SaTable<Record> table;
    const auto hash = [&](int key) { return colliding ? 7u : hash_words(key); };
    std::vector<const Record*> places;
    const int count = colliding ? 300 : 20'000;
    for (int key = 0; key < count; ++key) {
      Record& record = table.add(hash(key));
      record.key = key;
      places.push_back(&record);
    }
    CHECK(table.size() == static_cast<std::uint32_t>(count));
    for (int key = 0; key < count; ++key) {
      const auto* found =
          table.find(hash(key), [&](const Record& record) { return record.key == key; });
      if (found != places[static_cast<std::size_t>(key)]) FAIL("key " << key);
    }
    CHECK(table.find(hash(-1), [](const Record& record) { return record.key == -1; }) == nullptr);
  }
}

TEST_CASE("a record may be indexed under a second hash") {
  SaTable<int> table;
  table.add(1) = 42;
  table.index(99, 0);
  REQUIRE(table.find(99, [](int value) { return value == 42; }) != nullptr);
  CHECK(table.size() == 1);
}

}  // namespace espect::test::sa_table_test
