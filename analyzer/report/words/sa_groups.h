// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/sessions/sessions.h"

namespace espect::report {

// Child SAs that two peers have at the same time for the same traffic, one for each CPU or queue
// (RFC 9611): alike in everything but their keys.
struct SaGroup {
  std::vector<const sessions::ChildSa*> members;  // in order of appearance
  bool announced = false;            // they say SA_RESOURCE_INFO, or MUSE was agreed on
  std::vector<std::uint16_t> ports;  // UDP source ports of their packets, ascending

  std::string selectors() const;
};
std::vector<SaGroup> sa_groups(const sessions::Sessions& sessions);

}  // namespace espect::report
