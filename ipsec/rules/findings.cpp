// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/findings.h"

#include <algorithm>

#include "ipsec/rules/rule.h"

namespace espect::rules {

Finding& Findings::about(const RuleInfo& rule, const Subject& subject) {
  Finding& finding = find_or_make(rule, subject);
  if (touched_ != nullptr && &finding != &overflow_) touched_->push_back(&finding);
  return finding;
}

Findings::Key Findings::key_of(const RuleInfo& rule, const Subject& subject) {
  return {&rule, subject.ike_sa.value_or(0), subject.flow, subject.flow == 0 ? subject.spi : 0};
}

Finding* Findings::find(const RuleInfo& rule, const Subject& subject) {
  const auto found = by_subject_.find(key_of(rule, subject));
  return found != by_subject_.end() ? found->second : nullptr;
}

Finding& Findings::find_or_make(const RuleInfo& rule, const Subject& subject) {
  const Key key = key_of(rule, subject);
  if (const auto found = by_subject_.find(key); found != by_subject_.end()) return *found->second;
  Finding fresh;
  fresh.rule = &rule;
  const auto chosen = selection_.severity_of(rule);
  fresh.severity = chosen.value_or(rule.severity);
  fresh.severity_fixed = chosen.has_value();
  fresh.subject = subject;
  if (findings_.size() >= limits_.findings) {
    ++dropped_;
    overflow_ = std::move(fresh);
    return overflow_;
  }
  fresh.marks = marks_;
  findings_.push_back(std::move(fresh));
  by_subject_.emplace(key, &findings_.back());
  return findings_.back();
}

std::vector<const Finding*> Findings::in_order() const {
  std::vector<const Finding*> ordered;
  for (const auto& finding : findings_)
    if (finding.count > 0) ordered.push_back(&finding);
  const auto first_frame = [](const Finding* finding) {
    return finding->frames.empty() ? 0 : finding->frames.front();
  };
  std::ranges::stable_sort(ordered, [&](const Finding* a, const Finding* b) {
    return std::pair(first_frame(a), a->rule->id) < std::pair(first_frame(b), b->rule->id);
  });
  return ordered;
}

}  // namespace espect::rules
