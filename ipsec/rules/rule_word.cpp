// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/rule_word.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "ipsec/bytes/closest_word.h"

namespace espect::rules {

bool names(std::string_view word, const RuleInfo& rule) {
  if (word.ends_with('*')) return rule.id.starts_with(word.substr(0, word.size() - 1));
  return word == rule.id || word == to_text(rule.family);
}

bool names_any(std::string_view word) {
  return std::ranges::any_of(catalogue(), [&](const auto* rule) { return names(word, *rule); });
}

std::string no_such_rule(std::string_view word) {
  std::vector<std::string_view> known;
  for (const auto* rule : catalogue()) {
    known.push_back(rule->id);
    if (std::ranges::find(known, to_text(rule->family)) == known.end())
      known.push_back(to_text(rule->family));
  }
  return fmt::format("no rule and no family is named {}; espect rules lists them{}", word,
                     did_you_mean(word, known));
}

}  // namespace espect::rules
