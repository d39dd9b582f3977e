// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/selection.h"

#include "ipsec/rules/rule.h"
#include "tests/support/catch.h"

namespace espect::test::selection_test {
using namespace espect::rules;

namespace {

Selection selection(Selection::Words words) {
  auto made = Selection::of(words);
  REQUIRE(made);
  return std::move(*made);
}

const RuleInfo& rule(std::string_view id) {
  const auto* found = rule_named(id);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("without words every rule runs with its own severity") {
  const Selection all;
  for (const auto* each : catalogue()) {
    CHECK(all.runs(*each));
    CHECK_FALSE(all.severity_of(*each));
  }
}

TEST_CASE("rules are selected and ignored by id, family and start of an id") {
  const auto some = selection({.select = {"replay", "ike-malformed"}, .ignore = {"esp-iv-*"}});
  CHECK(some.runs(rule("esp-sequence-reused")));
  CHECK(some.runs(rule("ike-malformed")));
  CHECK_FALSE(some.runs(rule("ike-unanswered")));
  CHECK_FALSE(some.runs(rule("esp-iv-reused")));
}

TEST_CASE("of several severities for a rule the last counts") {
  const auto lowered = selection({.severity = {"negotiation=low", "ike-malformed=medium"}});
  CHECK(lowered.severity_of(rule("ike-unanswered")) == Severity::low);
  CHECK(lowered.severity_of(rule("ike-malformed")) == Severity::medium);
  CHECK_FALSE(lowered.severity_of(rule("esp-sequence-reused")));
}

TEST_CASE("what no rule answers to is an error that names it") {
  CHECK(Selection::of({.select = {"esp-nothing"}}).error().find("esp-nothing") !=
        std::string::npos);
  CHECK(Selection::of({.ignore = {"nothing-*"}}).error().find("nothing-*") != std::string::npos);
  CHECK(Selection::of({.severity = {"ike-malformed"}}).error().find("RULE=SEVERITY") !=
        std::string::npos);
  CHECK(Selection::of({.severity = {"ike-malformed=grave"}}).error().find("ike-malformed=grave") !=
        std::string::npos);
  CHECK(Selection::of({.severity = {"no-rule=low"}}).error().find("no-rule") != std::string::npos);
}

TEST_CASE("a chosen severity stays whatever the rule thinks") {
  Findings findings;
  findings.use(selection({.severity = {"esp-sequence-reused=low"}}));
  Finding& finding = findings.about(rule("esp-sequence-reused"), {});
  CHECK(finding.severity == Severity::low);
  finding.judge(Severity::high);
  CHECK(finding.severity == Severity::low);
  Finding& other = findings.about(rule("ike-malformed"), {});
  other.judge(Severity::info);
  CHECK(other.severity == Severity::info);
}

TEST_CASE("a rule that is not selected hears nothing") {
  sessions::Subscriptions events;
  Findings findings;
  install_all(events, findings, *registry::builtin_policy("default"), nullptr,
              selection({.select = {"ike-malformed"}}));
  CHECK(events.wanted<sessions::IkeMessageSeen>());
  CHECK_FALSE(events.wanted<sessions::SequenceOutOfOrder>());
}

}  // namespace espect::test::selection_test
