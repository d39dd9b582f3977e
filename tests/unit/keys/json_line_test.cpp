// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/json_line.h"

#include <string>

#include "tests/support/catch.h"

namespace espect::keys {
namespace {

TEST_CASE("members of an object") {
  const auto object = JsonLine::read(
      R"( {"a": "text", "n": 18446744073709551615, "b": [77, 10], "c": {"a": "inner"}, "a2":[]} )");
  REQUIRE(object);
  CHECK(object->text("a") == "text");
  CHECK(object->find("n")->kind == JsonLine::Kind::unsigned_number);
  CHECK(object->find("n")->number == UINT64_MAX);
  CHECK(object->text("n").empty());
  CHECK(object->find("b")->kind == JsonLine::Kind::octets);
  CHECK(view(object->find("b")->text) == "M\n");
  CHECK(object->find("c")->kind == JsonLine::Kind::other);
  CHECK(object->find("missing") == nullptr);
  CHECK(JsonLine::read(R"({"a": "1", "a": "2"})")->text("a") == "2");
  CHECK(JsonLine::read("{}"));
}

TEST_CASE("escapes of texts") {
  const auto object = JsonLine::read(R"({"a": "\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00"})");
  REQUIRE(object);
  CHECK(object->text("a") == "\"\\/\b\f\n\r\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST_CASE("numbers that are not whole and positive") {
  for (const char* number : {"-1", "1.5", "1e3", "-0", "0.0", "18446744073709551616"})
    CHECK(JsonLine::read(std::string("{\"n\": ") + number + "}")->find("n")->kind ==
          JsonLine::Kind::other);
}

TEST_CASE("what is no object of JSON") {
  for (const char* text : {"",
                           "[]",
                           "{",
                           "{} {}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\": 1,}",
                           "{a: 1}",
                           "{\"a\": 01}",
                           "{\"a\": +1}",
                           "{\"a\": .5}",
                           "{\"a\": 1.}",
                           "{\"a\": 1e}",
                           "{\"a\": \"\n\"}",
                           "{\"a\": tru}",
                           "{\"a\": \"\\x41\"}",
                           "{\"a\": \"\\ud83d\"}",
                           "{\"a\": \"\\ude00\"}",
                           "{\"a\": \"\\u12\"}",
                           "{\"a\": \"\xff\"}",
                           "{\"a\": \"\xc0\x80\"}",
                           "{\"a\": \"\xed\xa0\x80\"}",
                           "{\"a\": \"",
                           "{\"a\": [1, }",
                           "{\"a\": {\"b\": 1}"})
    CHECK_FALSE(JsonLine::read(text));
}

TEST_CASE("nesting is limited") {
  const auto nested = [](std::size_t depth) {
    return "{\"a\": " + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  CHECK(JsonLine::read(nested(60)));
  CHECK_FALSE(JsonLine::read(nested(64)));
  CHECK_FALSE(JsonLine::read(nested(1000000)));
}

}  // namespace
}  // namespace espect::keys
