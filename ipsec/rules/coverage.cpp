// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/coverage.h"

#include <fmt/format.h>

#include "ipsec/bytes/counted.h"

namespace espect::rules {

std::vector<std::string> coverage_of(const Findings& findings) {
  std::vector<std::string> notes;
  if (findings.dropped() != 0)
    notes.push_back(counted(findings.dropped(), "event belongs", "events belong") +
                    " to findings beyond the limit");
  for (const auto& [table, facts] : findings.full_tables().all())
    notes.push_back(fmt::format("rule {} remembers {} {} and found no place for more {}",
                                table.first, facts.limit, table.second,
                                counted(facts.turned_away, "time")));
  return notes;
}

}  // namespace espect::rules
