// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/rules/finding.h"

namespace espect::report {

enum class Tone : std::uint8_t { plain, bold, dim, good, caution, bad };

// Colours for a terminal; without colour it returns the text as it is.
class Paint {
 public:
  // `rule_url`: see TextStyle; outlives this.
  explicit Paint(bool colour, std::string_view rule_url = {})
      : colour_(colour), rule_url_(rule_url) {}
  std::string operator()(Tone tone, std::string_view text) const;
  // High red and bold, medium yellow, low cyan, info dim.
  std::string operator()(rules::Severity severity, std::string_view text) const;
  // As a link to the page of the rule (OSC 8), where there is one.
  std::string linked(const rules::RuleInfo& rule, std::string_view text) const;

 private:
  std::string wrapped(std::string_view codes, std::string_view text) const;
  bool colour_;
  std::string_view rule_url_;
};

// Breaks text at blanks so that no line is wider than `width`, if its words allow; lines after the
// first start with `indent` blanks. The first line is taken to start at column `indent` too.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace espect::report
