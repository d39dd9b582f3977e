// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ipsec/rules/policy/configuration/answers.h"
#include "ipsec/rules/policy/configuration/traffic_facts.h"

namespace espect::rules::configuration {

// Two peers and what is known of their traffic. Without IKE `family` is null.
struct Pair {
  const Family* family = nullptr;
  std::array<Address, 2> addresses;  // of side 0 and side 1, as first seen
  std::vector<const ChildFacts*> children;
  std::vector<const FlowFacts*> flows;
};

// All pairs: each family, and flows between addresses that have none.
std::vector<Pair> pairs_of(const TrafficFacts& facts);

// A connection that fits a pair.
struct Case {
  const registry::PromisedConnection* connection = nullptr;
  const Pair* pair = nullptr;
  std::uint8_t local = 0;         // side of local addresses and selectors
  std::vector<std::uint8_t> own;  // sides for whose behaviour it may speak: one, or both

  // Who sends the packets of a flow; nothing when it is not known.
  std::uint8_t sender(const FlowFacts& flow) const;
  const ChildFacts* child_of(const FlowFacts& flow) const;
};

// The best for each end, and of those that do not say of which they are.
std::vector<Case> cases_of(const Pair& pair,
                           std::span<const registry::PromisedConnection> connections);
// The child that a Child SA belongs to; null when none has its selectors.
const registry::PromisedChild* child_for(const Case& that, const ChildFacts& made);

}  // namespace espect::rules::configuration
