// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>

#include "ipsec/registry/lookup.h"
#include "ipsec/rules/rule.h"

// What `espect rules`, `explain` and `lookup` print, and what docs/rules/ is made of.
namespace espect::report {

// Every rule: id, family, severity, what it needs, title.
std::string rules_table();
std::string rules_table_markdown();  // with links to <id>.md

// One rule at length.
std::string explain_text(const rules::RuleInfo& rule);
std::string explain_markdown(const rules::RuleInfo& rule);

// What the registries say about a number or a name, one registry after the other; empty without
// matches.
std::string lookup_text(std::span<const registry::Match> matches,
                        const registry::ExperimentalProfile* profile = nullptr);

}  // namespace espect::report
