// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/toml_text.h"

#include <string>

#include "tests/support/catch.h"

namespace espect::options {
namespace {

std::string place_in(std::string_view text) {
  const auto place = beyond_ascii(text);
  return place ? std::to_string(place->line) + ":" + std::to_string(place->column) : "none";
}

TEST_CASE("characters beyond ASCII may stand in TOML's strings and comments") {
  for (const char* text :
       {"", "[audit]\n", "# Schlüssel\n[audit]\nkeys = [\"ключ\", 'größe']\n",
        "\xef\xbb\xbf[audit]", "a = \"\"\"zwei\nZeilen, ü\"\"\"", "a = '''ü\n''ü'''",
        "a = \"\\\"ü\"", "a = \"\"\"ü\"\"\"\"\"", "a = \"\"\"x\\\n   y ü\"\"\"", "\"ü\" = 1 # ü",
        "a = ''\n# ü", "a = 'c:\\' # ü", "a.'ü' = 1"})
    CHECK(place_in(text) == "none");
}

TEST_CASE("characters beyond ASCII elsewhere are said with their place") {
  CHECK(place_in("ü = 1") == "1:1");
  CHECK(place_in("[audit]\nkeys = [ü]\n") == "2:9");
  CHECK(place_in("# ü\na = \"ü\" ü") == "2:10");
  CHECK(place_in("a = \"open\nü") == "2:1");
  CHECK(place_in("a = \"\"\"\"\"\"ü") == "1:11");
  CHECK(place_in("a = 'b\\'ü") == "1:9");
  CHECK(place_in("a = \"\"\"x\\ ü\"\"\"") == "1:11");
  CHECK(place_in("a = 7'ü'") == "1:7");
  CHECK(place_in("a = 1.'ü'") == "1:8");
  // toml++ looks for blanks behind a backslash at the end of a line.
  CHECK(place_in("a = \"\"\"x\\\n  ü\"\"\"") == "2:3");
}

}  // namespace
}  // namespace espect::options
