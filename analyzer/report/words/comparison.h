// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/rules/finding.h"

// Why a negotiation failed: what was offered beside what the peer would have taken. Made from the
// evidence "offered X" and "accepted X" of a finding, and "why".
namespace espect::report {

struct ComparedRow {
  std::string what;  // "ENCR", "TSi", "identity"
  std::string offered;
  std::string accepted;  // "not known" when nothing in the capture shows it
};
std::vector<ComparedRow> comparison(const rules::Evidence& evidence);

}  // namespace espect::report
