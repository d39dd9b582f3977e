// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/rules/rule.h"

// How users name rules: by id, by family, or by the start of an id with a `*` behind.
namespace espect::rules {

bool names(std::string_view word, const RuleInfo& rule);
bool names_any(std::string_view word);
// "no rule and no family is named WORD; did you mean ...?"
std::string no_such_rule(std::string_view word);

}  // namespace espect::rules
