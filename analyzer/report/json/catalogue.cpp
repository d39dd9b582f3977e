// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/catalogue.h"

#include <ostream>

#include "analyzer/report/json/text.h"
#include "analyzer/report/words/cures.h"
#include "ipsec/rules/rule.h"

namespace espect::report {
namespace {

Json rule_object(const rules::RuleInfo& rule) {
  Json specs = Json::array();
  for (const auto spec : rule.specs)
    if (!spec.empty()) specs.push_back(spec);
  Json cures = Json::array();
  for (const auto& cure : cures_of(rule.id))
    cures.push_back({{"product", cure.product}, {"lines", cure.lines}, {"source", cure.source}});
  return {{"id", rule.id},
          {"family", to_text(rule.family)},
          {"severity", to_text(rule.severity)},
          {"needs", to_text(rule.needs)},
          {"title", rule.title},
          {"why", rule.why},
          {"advice", rule.advice},
          {"specs", std::move(specs)},
          {"cures", std::move(cures)}};
}

}  // namespace

void write_rules_json(std::ostream& out) {
  Json all = Json::array();
  for (const auto* rule : rules::catalogue()) all.push_back(rule_object(*rule));
  out << indented(all, 0) << '\n';
}

}  // namespace espect::report
