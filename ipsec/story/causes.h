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
// Who sent AUTHENTICATION_FAILED: the error occurred there, and only its log has it (RFC 7296
// section 2.21.2, RFC 2408 section 3.14.1). Nothing for other findings.
std::optional<Address> refused_authentication(const rules::Finding& finding);
std::optional<Step> step_of(const rules::Finding& finding, const Cause& cause, const Peers& peers);

}  // namespace espect::story
