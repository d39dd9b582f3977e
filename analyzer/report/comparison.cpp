// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/comparison.h"

#include <algorithm>
#include <ostream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "analyzer/report/escape.h"
#include "analyzer/report/table.h"

namespace espect::report {

std::vector<ComparedRow> comparison(const rules::Evidence& evidence) {
  constexpr std::string_view offered = "offered ";
  std::vector<ComparedRow> rows;
  for (const auto& [key, value] : evidence.entries()) {
    if (!key.starts_with(offered)) continue;
    const auto what = key.substr(offered.size());
    rows.push_back({what, evidence.text(key), evidence.text("accepted " + what)});
  }
  return rows;
}

nlohmann::ordered_json comparison_array(const rules::Evidence& evidence) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& row : comparison(evidence))
    rows.push_back(nlohmann::ordered_json::object(
        {{"what", row.what}, {"offered", row.offered}, {"accepted", row.accepted}}));
  return rows;
}

void write_failure(std::ostream& out, Paint paint, const rules::Finding& finding,
                   std::size_t indent, std::size_t width) {
  const std::string margin(indent, ' ');
  if (const auto why = finding.evidence.text("why"); !why.empty())
    out << margin << wrapped(terminal_text(why), indent, width) << '\n';
  const auto rows = comparison(finding.evidence);
  if (rows.empty()) return;
  Table table({{""}, {"offered"}, {"the peer takes", false, true}});
  for (const auto& row : rows)
    table.add(
        {{terminal_text(row.what)}, {terminal_text(row.offered)}, {terminal_text(row.accepted)}});
  std::ostringstream text;
  table.write(text, paint, width > indent ? width - indent : width);
  std::istringstream lines(text.str());
  for (std::string line; std::getline(lines, line);) out << margin << line << '\n';
}

}  // namespace espect::report
