// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/table/sa_table.h"

#include <array>

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

TEST_CASE("SaTable's records stay where they are, in blocks of any size, and come in their order") {
  struct Record {
    std::uint32_t number = 0;
    std::array<char, 4000> rest{};
  };
  SaTable<Record> table;
  std::vector<const Record*> places;
  for (std::uint32_t number = 0; number < 3000; ++number)
    places.push_back(&table.append({number, {}}));
  std::uint32_t next = 0;
  bool in_order = true, in_place = true;
  table.for_each([&](const Record& record) {
    in_order = in_order && record.number == next;
    in_place = in_place && &record == places[next] && &record == &table[next];
    ++next;
  });
  CHECK(next == 3000);
  CHECK(in_order);
  CHECK(in_place);
}

TEST_CASE("what was reserved holds so many, and more where they come all the same") {
  for (const std::uint32_t reserved : {0U, 1U, 63U, 64U, 65U, 300U}) {
    SaTable<std::uint32_t> table;
    table.reserve(reserved);
    const auto count = reserved + 200;
    for (std::uint32_t number = 0; number < count; ++number) table.append(number);
    std::uint32_t right = 0;
    for (std::uint32_t number = 0; number < count; ++number) right += table[number] == number;
    CHECK(right == count);
    std::uint32_t next = 0;
    table.for_each([&](std::uint32_t number) { next += number == next; });
    CHECK(next == count);
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
