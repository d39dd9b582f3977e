// SPDX-License-Identifier: GPL-2.0-or-later
#include <cmath>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "analyzer/report/json/json.h"
#include "analyzer/report/json/text.h"
#include "tests/support/catch.h"

using namespace std::string_literals;
using espect::report::indented;
using espect::report::Json;
using espect::report::one_line;

TEST_CASE("values are written as JSON has them") {
  CHECK(one_line(nullptr) == "null");
  CHECK(one_line(true) == "true");
  CHECK(one_line(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(one_line(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(one_line("text") == "\"text\"");
  CHECK(one_line(std::vector<std::uint8_t>{0, 255}) == "[0,255]");
  CHECK(one_line(std::set<std::string>{"b", "a"}) == R"(["a","b"])");
}

TEST_CASE("members keep their order, and setting one again changes its value in place") {
  Json object = {{"b", 1}, {"a", {{"inner", "x"}}}, {"c", Json::array({1, 2})}};
  object["b"] = 3;
  object["d"]["list"].push_back("first");
  CHECK(one_line(object) == R"({"b":3,"a":{"inner":"x"},"c":[1,2],"d":{"list":["first"]}})");
  Json before = {{"type", "t"}, {"b", 0}};
  before.append(object);
  CHECK(one_line(before) ==
        R"({"type":"t","b":3,"a":{"inner":"x"},"c":[1,2],"d":{"list":["first"]}})");
}

TEST_CASE("a text, a number or an empty list is no object") {
  CHECK(Json().empty());
  CHECK(Json().is_null());
  CHECK(Json::array().empty());
  CHECK(Json::object().empty());
  CHECK_FALSE(Json("").empty());
  CHECK_FALSE(Json::array().is_null());
  CHECK(one_line(Json::array()) == "[]");
  CHECK(one_line(Json::object()) == "{}");
}

// The other implementation is the reference.
TEST_CASE("text and layout are those that nlohmann-json writes") {
  using Reference = nlohmann::ordered_json;
  const Json ours = {{"empty", Json::array()},
                     {"list", Json::array({1, Json::array({2}), Json::object({{"x", nullptr}})})},
                     {"object", {{"a", 1}, {"b", {{"c", true}}}}}};
  const Reference theirs = Reference::parse(one_line(ours));
  CHECK(one_line(ours) == theirs.dump());
  CHECK(indented(ours) == theirs.dump(1));
  CHECK(indented(ours, 2).find("\n   \"list\": [\n    1,\n    [\n     2\n    ],") !=
        std::string::npos);
  constexpr int unseen = 0x7f;  // DEL: a control character, which ours escapes
  for (int octet = 0; octet < 256; ++octet)
    for (const auto* around : {"", "x", "\xc3\xa4"}) {
      const auto text = around + std::string(1, static_cast<char>(octet)) + around;
      if (octet == unseen)
        CHECK(Reference::parse(one_line(text)) == text);
      else
        CHECK(one_line(text) ==
              Reference(text).dump(-1, ' ', false, Reference::error_handler_t::replace));
    }
  for (const double number : {0.0, 1.0, -2.5, 0.1, 1e-4, 9.9e-5, 123456789.125, 1e14, 1e15, 1e300,
                              4.9e-324, 12.0625, 1234.5678, std::nan("")})
    CHECK(one_line(number) == Reference(number).dump());
}

TEST_CASE("each octet that is not UTF-8 becomes one replacement character") {
  const auto replaced = "\xef\xbf\xbd"s;
  CHECK(one_line("a\xff\xfe") == "\"a" + replaced + replaced + "\"");
  CHECK(one_line("\xe2\x82z") == "\"" + replaced + replaced + "z\"");  // cut off
  CHECK(one_line("\xe2\x82\xac \"\\") == "\"\xe2\x82\xac \\\"\\\\\"");
}
