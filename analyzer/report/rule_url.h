// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/rules/rule.h"

// Where the page of a rule is: a URL with `{rule}` in the place of the id.
namespace espect::report {

// Why `text` is no such URL; empty when it is.
std::string rule_url_problem(std::string_view text);

std::string url_of(const rules::RuleInfo& rule, std::string_view rule_url);

// Of the pages that were installed with this program, as file://HOST/PATH: a terminal may run on
// another host. Empty when there are none.
std::string installed_rule_url();

}  // namespace espect::report
