// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/comparison.h"

#include <nlohmann/json.hpp>

#include "analyzer/report/words/comparison.h"

namespace espect::report {

nlohmann::ordered_json comparison_array(const rules::Evidence& evidence) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& row : comparison(evidence))
    rows.push_back(nlohmann::ordered_json::object(
        {{"what", row.what}, {"offered", row.offered}, {"accepted", row.accepted}}));
  return rows;
}

}  // namespace espect::report
