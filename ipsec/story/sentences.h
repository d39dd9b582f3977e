// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/story/peers.h"

namespace espect::story {

// What became of a tunnel whose steps are judged, in a few words: "Up, 2 Child SAs, packets both
// ways".
std::string outcome(const Tunnel& tunnel, const Peers& peers);
// Of its findings the one that breaks the step, or else the most severe; null without any.
const rules::Finding* reason(const Tunnel& tunnel);

}  // namespace espect::story
