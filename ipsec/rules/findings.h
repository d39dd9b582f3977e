// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <deque>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "ipsec/rules/capped.h"
#include "ipsec/rules/finding.h"
#include "ipsec/rules/selection.h"

namespace espect::rules {

// A capture can make any number of SAs.
struct Limits {
  std::size_t findings = 100'000;  // Findings::dropped() counts the rest
  std::size_t table = FullTables::usual_limit;
};

// All findings of one capture, one per rule and subject.
class Findings {
 public:
  explicit Findings(const Limits& limits = {}) : limits_(limits) {
    full_tables_.set_limit(limits.table);
  }

  Finding& about(const RuleInfo& rule, const Subject& subject);
  // Null when the rule has said nothing about it.
  Finding* find(const RuleInfo& rule, const Subject& subject);
  // Before the first finding.
  void use(Selection selection) { selection_ = std::move(selection); }
  // From now on every finding that a rule asks for is put there as well, and what rules say of
  // single frames; null = no more.
  void watch(std::vector<const Finding*>* touched, FrameMarks* marks) {
    touched_ = touched;
    marks_ = marks;
  }

  // By first frame, then by rule id: the order of the report.
  std::vector<const Finding*> in_order() const;
  std::size_t size() const { return findings_.size(); }
  std::uint64_t dropped() const { return dropped_; }
  void add_dropped(std::uint64_t findings) { dropped_ += findings; }
  // All of them, in the order in which they were made.
  const std::deque<Finding>& all() const { return findings_; }
  FullTables& full_tables() { return full_tables_; }
  const FullTables& full_tables() const { return full_tables_; }

 private:
  // Of packets of no known flow the SPI tells them apart.
  using Key = std::tuple<const RuleInfo*, std::uint32_t, std::uint32_t, std::uint32_t>;
  static Key key_of(const RuleInfo& rule, const Subject& subject);
  Finding& find_or_make(const RuleInfo& rule, const Subject& subject);

  Limits limits_;
  std::deque<Finding> findings_;
  std::map<Key, Finding*> by_subject_;
  Finding overflow_;
  std::uint64_t dropped_ = 0;
  Selection selection_;
  FullTables full_tables_;
  std::vector<const Finding*>* touched_ = nullptr;
  FrameMarks* marks_ = nullptr;
};

}  // namespace espect::rules
