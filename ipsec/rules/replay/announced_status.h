// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <memory>

#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/extensions/replay_status.h"

namespace espect::rules {

// Whether the last announcement about the SA said that replays are not checked.
inline bool announced_off(const sessions::ChildSa* child, const sessions::EspFlow& flow) {
  if (child == nullptr) return false;
  const auto& flags = child->replay_status(flow.spi);
  return flags && (*flags & wire::ike::ReplayStatus::replay_protection) == 0;
}

// Child SAs by id, for rules that hear of a flow and want to know what its receiver announced about
// replay protection (experimental profile section 3).
class AnnouncedStatus {
 public:
  explicit AnnouncedStatus(const Bench& bench)
      : children_(std::make_shared<std::map<std::uint32_t, const sessions::ChildSa*>>()) {
    bench.events.to<sessions::ChildSaMade>(
        [children = children_](const auto& event) { (*children)[event.child.id] = &event.child; });
  }
  bool says_off(const sessions::EspFlow& flow) const {
    const auto found = children_->find(flow.child_sa);
    return announced_off(found != children_->end() ? found->second : nullptr, flow);
  }

 private:
  std::shared_ptr<std::map<std::uint32_t, const sessions::ChildSa*>> children_;
};

}  // namespace espect::rules
