// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/command_line.h"

#include <optional>
#include <vector>

#include "analyzer/options/shared.h"
#include "tests/support/catch.h"

using namespace espect::options;

namespace {

// What a command of each kind was told; the actions give these numbers.
struct Told {
  Captures captures;
  std::vector<std::string> formats;
  std::vector<unsigned> frames;
  std::vector<std::string> keys;
  std::string output = "-";
  std::string colour = "auto";
  std::string severity = "high";
  std::string input;
  bool flag = false;
};
Told told;

Action declare_audit(Arguments& arguments) {
  told = {};
  add(arguments, told.captures);
  arguments.values("--format,-f", told.formats, "", {.problem = [](const std::string& text) {
                     return text == "pdf" ? std::string("no such format") : std::string();
                   }});
  arguments.values("--frame", told.frames, "");
  arguments.value("--fail-on", told.severity, "", {.choices = {"high", "low"}});
  add_keys(arguments, told.keys);
  add_output(arguments, told.output);
  add_colour(arguments, told.colour);
  arguments.flag("--same", told.flag, "");
  arguments.together([] {
    return told.flag && told.captures.paths.size() != 2 ? std::string("wants two") : std::string();
  });
  return [] { return 10; };
}

Action declare_one(Arguments& arguments) {
  arguments.positional("FILE", told.input, "");
  return [] { return 20; };
}

Action declare_required(Arguments& arguments) {
  add_keys(arguments, told.keys, true);
  return [] { return 30; };
}

std::variant<Action, Leave> parse_words(std::vector<const char*> words) {
  static constexpr Command commands[] = {{"audit", "Audits", declare_audit},
                                         {"keys convert", "Converts", declare_one},
                                         {"keys list", "Lists", declare_required}};
  static constexpr CommandGroup groups[] = {{"keys", "Work with keys"}};
  words.insert(words.begin(), "espect");
  return parse({"about this", [] { return std::string("espect 1"); },
                [](std::string_view /*note*/) {}, commands, groups},
               static_cast<int>(words.size()), words.data());
}

int status_of(std::vector<const char*> words) {
  const auto parsed = parse_words(std::move(words));
  const auto* action = std::get_if<Action>(&parsed);
  return action != nullptr ? (*action)() : std::get<Leave>(parsed).status;
}

}  // namespace

TEST_CASE("files, repeatable options, defaults") {
  REQUIRE(status_of({"audit", "a.pcap", "b.pcap"}) == 10);
  CHECK(told.captures.paths == std::vector<std::string>{"a.pcap", "b.pcap"});
  CHECK_FALSE(told.captures.verbose);
  CHECK(told.formats.empty());
  CHECK(told.severity == "high");
  CHECK(told.output == "-");

  REQUIRE(
      status_of({"audit",  "-f",       "json=out.json", "--format", "text",    "--fail-on", "low",
                 "-v",     "--colour", "never",         "-o",       "x",       "-k",        "one",
                 "--keys", "two",      "--frame",       "3",        "--frame", "5",         "-"}) ==
      10);
  CHECK(told.formats == std::vector<std::string>{"json=out.json", "text"});
  CHECK(told.frames == std::vector<unsigned>{3, 5});
  CHECK(told.keys == std::vector<std::string>{"one", "two"});
  CHECK(told.severity == "low");
  CHECK(told.colour == "never");
  CHECK(told.output == "x");
  CHECK(told.captures.verbose);
  CHECK(told.captures.paths == std::vector<std::string>{"-"});
}

TEST_CASE("a file after a repeatable option is an input, not a second value") {
  REQUIRE(status_of({"audit", "--format", "json", "a.pcap"}) == 10);
  CHECK(told.captures.paths == std::vector<std::string>{"a.pcap"});
}

TEST_CASE("values that do not fit together are wrong usage") {
  CHECK(status_of({"audit", "--same", "a.pcap", "b.pcap"}) == 10);
  CHECK(status_of({"audit", "--same", "a.pcap"}) == 2);
  CHECK(std::get<Leave>(parse_words({"audit", "a", "--same"})).text.find("wants two") !=
        std::string::npos);
}

TEST_CASE("a command of a group") {
  REQUIRE(status_of({"keys", "convert", "a.log"}) == 20);
  CHECK(told.input == "a.log");
  CHECK(status_of({"keys", "list", "-k", "a"}) == 30);
  CHECK(status_of({"keys", "list"}) == 2);
  CHECK(status_of({"keys"}) == 2);
  CHECK(status_of({"convert", "a.log"}) == 2);
}

TEST_CASE("wrong usage leaves with 2, help and version with 0") {
  for (const auto& wrong :
       std::vector<std::vector<const char*>>{{},
                                             {"audit"},
                                             {"audit", "--format", "pdf", "a"},
                                             {"audit", "--fail-on", "often", "a"},
                                             {"audit", "--frame", "x", "a"},
                                             {"nonsense"},
                                             {"audit", "--no-such-option", "a"}}) {
    const auto parsed = parse_words(wrong);
    REQUIRE(std::holds_alternative<Leave>(parsed));
    CHECK(std::get<Leave>(parsed).status == 2);
    CHECK(!std::get<Leave>(parsed).text.empty());
  }
  for (const auto& asked : std::vector<std::vector<const char*>>{
           {"--help"}, {"--version"}, {"audit", "--help"}, {"keys", "--help"}}) {
    const auto parsed = parse_words(asked);
    REQUIRE(std::holds_alternative<Leave>(parsed));
    CHECK(std::get<Leave>(parsed).status == 0);
  }
  CHECK(std::get<Leave>(parse_words({"--help"})).text.find("Work with keys") != std::string::npos);
}

TEST_CASE("everything that is read counts as an input") {
  CHECK(all_inputs({"a"}, {"k"}, {"", "p"}) == std::vector<std::string>{"a", "k", "p"});
}
