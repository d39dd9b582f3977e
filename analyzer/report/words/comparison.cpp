// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/comparison.h"

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

}  // namespace espect::report
