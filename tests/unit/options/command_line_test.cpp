// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/command_line.h"

#include <vector>

#include "tests/support/catch.h"

using namespace espect::options;

namespace {

std::variant<Settings, Leave> parse_words(std::vector<const char*> words) {
  words.insert(words.begin(), "espect");
  return parse(static_cast<int>(words.size()), words.data());
}
template <class Command>
Command settings(std::vector<const char*> words) {
  return std::get<Command>(std::get<Settings>(parse_words(std::move(words))));
}

}  // namespace

TEST_CASE("audit: files, repeatable formats, defaults") {
  const auto plain = settings<Audit>({"audit", "a.pcap", "b.pcap"});
  CHECK(plain.inputs == std::vector<std::string>{"a.pcap", "b.pcap"});
  REQUIRE(plain.outputs.size() == 1);
  CHECK(plain.outputs[0].format == "text");
  CHECK(plain.fail_on == "high");

  const auto full =
      settings<Audit>({"audit", "--format", "json=out.json", "--format", "text", "--fail-on", "low",
                       "--policy", "cnsa2", "--colour", "never", "-"});
  REQUIRE(full.outputs.size() == 2);
  CHECK(full.outputs[0].format == "json");
  CHECK(full.outputs[0].path == "out.json");
  CHECK(full.outputs[1].path.empty());
  CHECK(full.fail_on == "low");
  CHECK(full.policy == "cnsa2");
  CHECK(full.colour == Colour::never);
  CHECK(full.inputs == std::vector<std::string>{"-"});
}

TEST_CASE("a file after --format is an input, not a second format") {
  CHECK(settings<Audit>({"audit", "--format", "json", "a.pcap"}).inputs ==
        std::vector<std::string>{"a.pcap"});
}

TEST_CASE("the same traffic is compared between two captures, not one and not three") {
  CHECK(settings<Audit>({"audit", "--same-traffic", "a.pcap", "b.pcap"}).same_traffic);
  CHECK_FALSE(settings<Audit>({"audit", "a.pcap", "b.pcap"}).same_traffic);
  CHECK(std::get<Leave>(parse_words({"audit", "--same-traffic", "a.pcap"})).status == 2);
  CHECK(std::get<Leave>(parse_words({"audit", "a", "b", "c", "--same-traffic"})).status == 2);
}

TEST_CASE("the other commands") {
  CHECK(settings<Dump>({"dump", "--json", "--frame", "3", "--frame", "5", "a.pcap"}).frames ==
        std::vector<unsigned>{3, 5});
  CHECK(settings<Explain>({"explain", "weak-algorithm"}).rule == "weak-algorithm");
  CHECK(settings<Lookup>({"lookup", "36"}).text == "36");
  CHECK_NOTHROW(settings<Rules>({"rules"}));
}

TEST_CASE("inventory: captures, format, keys, file") {
  const auto plain = settings<Inventory>({"inventory", "a.pcap"});
  CHECK(plain.format == "text");
  CHECK(plain.output == "-");
  const auto full = settings<Inventory>(
      {"inventory", "-f", "cyclonedx", "-k", "keys", "-o", "bom.json", "a.pcap", "b.pcap"});
  CHECK(full.format == "cyclonedx");
  CHECK(full.output == "bom.json");
  CHECK(full.keys == std::vector<std::string>{"keys"});
  CHECK(full.inputs == std::vector<std::string>{"a.pcap", "b.pcap"});
  CHECK(std::get<Leave>(parse_words({"inventory", "-f", "xml", "a.pcap"})).status == 2);
}

TEST_CASE("policy: list, show, from-capture") {
  CHECK_NOTHROW(settings<PolicyList>({"policy", "list"}));
  CHECK(settings<PolicyShow>({"policy", "show", "cnsa2"}).policy == "cnsa2");
  const auto baseline = settings<PolicyFromCapture>(
      {"policy", "from-capture", "a.pcap", "b.pcap", "-k", "keys", "-o", "site.csv"});
  CHECK(baseline.inputs == std::vector<std::string>{"a.pcap", "b.pcap"});
  CHECK(baseline.keys == std::vector<std::string>{"keys"});
  CHECK(baseline.output == "site.csv");
  CHECK(std::get<Leave>(parse_words({"policy"})).status == 2);
  CHECK(std::get<Leave>(parse_words({"policy", "show"})).status == 2);
}

TEST_CASE("the catalogue is printed for a terminal unless Markdown is asked for") {
  CHECK_FALSE(settings<Rules>({"rules"}).markdown);
  CHECK(settings<Rules>({"rules", "--markdown"}).markdown);
  CHECK_FALSE(settings<Explain>({"explain", "weak-algorithm"}).markdown);
  CHECK(settings<Explain>({"explain", "--markdown", "weak-algorithm"}).markdown);
}

TEST_CASE("wrong usage leaves with 2, help and version with 0") {
  for (const auto& wrong :
       std::vector<std::vector<const char*>>{{},
                                             {"audit"},
                                             {"audit", "--format", "pdf", "a"},
                                             {"audit", "--format", "json=", "a"},
                                             {"audit", "--format", "json", "--format", "text", "a"},
                                             {"audit", "--fail-on", "often", "a"},
                                             {"nonsense"},
                                             {"audit", "--no-such-option", "a"}}) {
    const auto parsed = parse_words(wrong);
    REQUIRE(std::holds_alternative<Leave>(parsed));
    CHECK(std::get<Leave>(parsed).status == 2);
    CHECK(!std::get<Leave>(parsed).text.empty());
  }
  for (const auto& asked :
       std::vector<std::vector<const char*>>{{"--help"}, {"--version"}, {"audit", "--help"}}) {
    const auto parsed = parse_words(asked);
    REQUIRE(std::holds_alternative<Leave>(parsed));
    CHECK(std::get<Leave>(parsed).status == 0);
  }
}
