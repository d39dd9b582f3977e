// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/story/peers.h"

namespace espect::story {

// What a finding says about the step that it belongs to.
struct Cause {
  std::string_view rule;
  std::optional<Step> step;  // nothing: where its IKE SA stands
  std::optional<Category> category;
  bool breaks = true;  // false: it goes with a step that something else shows to be broken
};

// Null for a rule whose findings break no tunnel.
const Cause* cause_of(const rules::Finding& finding);
std::optional<Step> step_of(const rules::Finding& finding, const Cause& cause, const Peers& peers);

}  // namespace espect::story
