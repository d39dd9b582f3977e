// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/run/follow.h"
#include "ipsec/registry/vpn_names.h"

// --follow of commands that audit: findings on standard output as they come.
namespace espect::commands {

// In the form that standard output has: lines for people, or one event a line with jsonl. Nothing
// where standard output has another form, or none.
run::TellFinding following(const std::vector<std::string>& outputs,
                           const std::string& rule_url = {},
                           const registry::VpnNames& vpn_names = {});

}  // namespace espect::commands
