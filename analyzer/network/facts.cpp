// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/facts.h"

#include "analyzer/network/link_types.h"

namespace espect::network {

std::vector<NotLookedInto> NetworkFacts::not_looked_into() const {
  std::vector<NotLookedInto> all;
  for (const auto& [link_type, packets] : unknown_link_packets)
    all.push_back({"link type " + link_type_text(link_type), packets});
  for (const auto& [what, packets] : closed_packets) all.push_back({std::string(what), packets});
  if (tunnel_fragments != 0)
    all.push_back({"IP fragments of tunnels, incomplete", tunnel_fragments});
  return all;
}

}  // namespace espect::network
