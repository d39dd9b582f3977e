// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/comparison.h"

#include "analyzer/report/words/comparison.h"

namespace espect::report {

Json comparison_array(const rules::Evidence& evidence) {
  auto rows = Json::array();
  for (const auto& row : comparison(evidence))
    rows.push_back(
        Json::object({{"what", row.what}, {"offered", row.offered}, {"accepted", row.accepted}}));
  return rows;
}

}  // namespace espect::report
