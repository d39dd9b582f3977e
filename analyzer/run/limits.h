// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/network/stack.h"
#include "ipsec/hop/hop_comparison.h"
#include "ipsec/rules/findings.h"
#include "ipsec/sessions/sessions.h"

namespace espect::run {

// How many things an audit remembers of a capture (docs/limits.md). What finds no place is not
// judged, and Coverage says so; nobody is accused for it.
struct Limits {
  network::Limits network;
  sessions::Limits sessions;
  rules::Limits rules;
  std::size_t hop_packets = sessions::HopComparison::usual_packets;
};

// "ike-sas, sas, ...".
std::string limit_names();
// Why "NAME=N" sets no limit, empty when it sets one.
std::string limit_problem(const std::string& text);
// Of texts that set one each; of several of one name the last counts.
Limits limits_of(const std::vector<std::string>& texts);

}  // namespace espect::run
