// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/network/facts.h"
#include "ipsec/sessions/sessions.h"

namespace espect::run {

// What an audit could not see, a sentence each: "3 packets dropped while capturing".
void note_network(std::vector<std::string>& notes, const network::NetworkFacts& facts);
void note_sessions(std::vector<std::string>& notes, const sessions::Sessions& sessions,
                   bool keys_given);

}  // namespace espect::run
