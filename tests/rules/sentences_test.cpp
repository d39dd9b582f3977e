// SPDX-License-Identifier: GPL-2.0-or-later
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "ipsec/rules/rule.h"
#include "tests/support/catch.h"

namespace espect::test::sentences_test {
using namespace espect::rules;

// Every rule's sentence, read with 0, 1 and 2 of everything that it counts.
namespace {

// Numbers of the evidence that sentences use.
constexpr std::string_view numbers[] = {
    "at_once",
    "attempts",
    "in_a_row",
    "largest",
    "largest_distance",
    "largest_inner_octets",
    "largest_packet_octets",
    "longest_run",
    "message_id",
    "mtu",
    "numbers_expected",
    "octets",
    "packets",
    "pause_milliseconds",
    "peak_per_second",
    "quoted_octets",
    "received_octets",
    "refusals",
    "repeats",
    "requests",
    "responses",
    "rounds",
    "seconds",
    "seconds_after_delete",
    "short_lived",
    "total",
    "transmissions",
    "unanswered",
    "unheard_requests",
    "window",
    "window_needed",
    "worst_distance",
    "announced",
    "expected",
    "highest",
    "largest_passed_octets",
    "wrong_data",
    "changed",
    "forged",
    "corrupted",
};

std::vector<Subject> subjects() {
  Subject ike;
  ike.ike_sa = 7;
  Subject esp;
  esp.protocol = Protocol::esp;
  esp.spi = 0xc0ffee00;
  return {Subject(), ike, esp};
}

Finding finding_of(const RuleInfo& rule, const Subject& subject, std::uint64_t number,
                   bool with_evidence) {
  Finding finding;
  finding.rule = &rule;
  finding.severity = rule.severity;
  finding.subject = subject;
  finding.count = number;
  if (with_evidence)
    for (const auto key : numbers) finding.evidence.set(key, number);
  return finding;
}

// "1 packets", "1 times", "1 messages were", "2 packet ", "2 message was".
std::string fault_of(const std::string& sentence) {
  static const std::regex plural_of_one(
      R"(\b1 (packets|messages|times|octets|requests|responses|fragments|numbers|seconds|IKE SAs|Child SAs|replies|places|IP fragments)\b)");
  static const std::regex singular_of_many(
      R"(\b[02] (packet|message|time|octet|request|response|fragment|sequence number|IKE SA|Child SA|reply|place)\b(?! (SA|number)))");
  static const std::regex verb_of_one(R"(\b1 (packet|message|fragment|request) (were|are|have)\b)");
  static const std::regex verb_of_many(
      R"(\b[02] (packets|messages|fragments|requests) (was|is|has)\b)");
  static const std::regex spaces(R"(  | ,| \.|\{\}|^ | $)");
  for (const auto* wrong :
       {&plural_of_one, &singular_of_many, &verb_of_one, &verb_of_many, &spaces}) {
    std::smatch match;
    if (std::regex_search(sentence, match, *wrong)) return match.str();
  }
  return {};
}

}  // namespace

TEST_CASE("the check knows wrong sentences") {
  CHECK(fault_of("1 messages of IKE SA 7") == "1 messages");
  CHECK(fault_of("2 message was sent") == "2 message");
  CHECK(fault_of("2 messages was sent") == "2 messages was");
  CHECK(fault_of("2 packet on ESP SA") == "2 packet");
  CHECK(fault_of("1 packet was, 2 packets were").empty());
}

TEST_CASE("every sentence is grammatical with 0, 1 and 2 of what it counts") {
  for (const auto* rule : catalogue())
    for (const auto& subject : subjects())
      for (const std::uint64_t number : {0U, 1U, 2U}) {
        const auto sentence = finding_of(*rule, subject, number, true).sentence();
        INFO(rule->id << ": " << sentence);
        // Texts of the evidence are missing here, so spaces may stand side by side.
        const auto fault = fault_of(sentence);
        CHECK((fault.empty() || fault.find_first_not_of(" ,.") == std::string::npos));
        CHECK_FALSE(sentence.empty());
        CHECK_FALSE(finding_of(*rule, subject, number, false).sentence().empty());
      }
}

}  // namespace espect::test::sentences_test
