// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/sessions/table/sa_table.h"
#include "ipsec/story/tunnel.h"

namespace espect::story {

// The peers of a capture with their IKE SAs, Child SAs and flows, each in order of their ids;
// nothing judged yet.
struct Peers {
  std::array<Address, 2> addresses;
  std::vector<const sessions::IkeSa*> ike_sas;
  std::vector<const sessions::ChildSa*> child_sas;
  std::vector<const sessions::EspFlow*> flows;
  std::vector<const rules::Finding*> findings;  // about any of these
};

// In order of appearance. A flow to a multicast group belongs to its sender and the group.
sessions::SaTable<Peers> peers_of(const sessions::Sessions& sessions,
                                  const rules::Findings& findings);

}  // namespace espect::story
