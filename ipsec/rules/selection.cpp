// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/selection.h"

#include <algorithm>

#include "ipsec/rules/rule_word.h"

namespace espect::rules {
namespace {

bool among(const std::vector<std::string>& words, const RuleInfo& rule) {
  return std::ranges::any_of(words, [&](const auto& word) { return names(word, rule); });
}

}  // namespace

tl::expected<Selection, std::string> Selection::of(const Words& words) {
  using Error = tl::unexpected<std::string>;
  Selection selection;
  for (const auto* list : {&words.select, &words.ignore})
    for (const auto& word : *list)
      if (!names_any(word)) return Error(no_such_rule(word));
  selection.select_ = words.select;
  selection.ignore_ = words.ignore;
  for (const auto& word : words.severity) {
    const auto equals = word.find('=');
    const auto rule = word.substr(0, equals);
    const auto severity =
        equals != std::string::npos ? severity_from(word.substr(equals + 1)) : std::nullopt;
    if (!severity) return Error(word + " is not RULE=SEVERITY (high, medium, low or info)");
    if (!names_any(rule)) return Error(no_such_rule(rule));
    selection.severities_.emplace_back(rule, *severity);
  }
  return selection;
}

bool Selection::runs(const RuleInfo& rule) const {
  return (select_.empty() || among(select_, rule)) && !among(ignore_, rule);
}

std::optional<Severity> Selection::severity_of(const RuleInfo& rule) const {
  std::optional<Severity> last;
  for (const auto& [word, severity] : severities_)
    if (names(word, rule)) last = severity;
  return last;
}

}  // namespace espect::rules
