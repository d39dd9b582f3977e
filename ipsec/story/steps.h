// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/story/peers.h"

namespace espect::story {

// What happened at each step between these peers, each judged for itself.
struct Judged {
  std::array<Answer, step_count> answers{};
  std::optional<Step> broken_at;
  rules::Certainty certainty = rules::Certainty::observed;  // of what broke, or of all
};
Judged judge(const Peers& peers);

}  // namespace espect::story
