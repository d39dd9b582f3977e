// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/extensions/replay_status.h"

namespace espect::rules {

// Whether the last announcement about the SA said that replays are not checked.
inline bool announced_off(const sessions::ChildSa* child, const sessions::EspFlow& flow) {
  if (child == nullptr) return false;
  const auto& flags = child->replay_status(flow.spi);
  return flags && (*flags & wire::ike::ReplayStatus::replay_protection) == 0;
}

}  // namespace espect::rules
