// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/rules/finding.h"

namespace espect::rules {

// Which rules run and how grave their findings are, where the user says otherwise than the rules.
class Selection {
 public:
  // As a user writes it. Words are ids of rules, families, or the start of an id with a `*` behind.
  struct Words {
    std::vector<std::string> select;    // only these; empty = all
    std::vector<std::string> ignore;    // not these, whatever is selected
    std::vector<std::string> severity;  // "esp-*=low": of every finding of these
  };

  Selection() = default;  // every rule, with its own severity
  // The error names the word that no rule answers to, or that cannot be read.
  static tl::expected<Selection, std::string> of(const Words& words);

  bool runs(const RuleInfo& rule) const;
  // Nothing: as the rule judges. Of several words that name a rule the last counts.
  std::optional<Severity> severity_of(const RuleInfo& rule) const;

 private:
  std::vector<std::string> select_;
  std::vector<std::string> ignore_;
  std::vector<std::pair<std::string, Severity>> severities_;
};

}  // namespace espect::rules
