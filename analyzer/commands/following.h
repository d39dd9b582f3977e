// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/run/follow.h"
#include "ipsec/registry/vpn_names.h"

// --follow of commands that audit: findings on standard output as they come.
namespace espect::commands {

struct Following {
  run::TellFinding tell;  // null: nobody follows
  // Findings that could not be written; a message said so at the first.
  std::shared_ptr<std::uint64_t> lost = std::make_shared<std::uint64_t>(0);
};

// In the form that standard output has: lines for people, or one event a line with jsonl. Nobody
// follows where standard output has another form, or none.
Following following(const std::vector<std::string>& outputs, const std::string& rule_url = {},
                    const registry::VpnNames& vpn_names = {});

}  // namespace espect::commands
