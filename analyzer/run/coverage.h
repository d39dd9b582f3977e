// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/network/facts.h"

namespace espect::run {

// What an audit could not see, a sentence each: "3 packets dropped while capturing".
void note_network(std::vector<std::string>& notes, const network::NetworkFacts& facts);

}  // namespace espect::run
