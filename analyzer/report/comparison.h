// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "analyzer/report/paint.h"
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

nlohmann::ordered_json comparison_array(const rules::Evidence& evidence);
// The paragraph and the table, with `indent` blanks in front; nothing for findings without them.
void write_failure(std::ostream& out, Paint paint, const rules::Finding& finding,
                   std::size_t indent, std::size_t width);

}  // namespace espect::report
