// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/extensions/replay_status.h"

namespace espect::rules {

// Child SAs by id, for rules that hear of a flow and want to know what its receiver announced about
// replay protection (experimental profile section 3).
class AnnouncedStatus {
 public:
  explicit AnnouncedStatus(const Bench& bench)
      : children_(std::make_shared<std::map<std::uint32_t, const sessions::ChildSa*>>()) {
    bench.events.to<sessions::ChildSaMade>(
        [children = children_](const auto& event) { (*children)[event.child.id] = &event.child; });
  }
  // Flags of the last announcement; nothing when there was none.
  std::optional<std::uint8_t> of(const sessions::EspFlow& flow) const {
    const auto found = children_->find(flow.child_sa);
    if (found == children_->end()) return std::nullopt;
    return found->second->replay_status(flow.spi);
  }
  bool says_off(const sessions::EspFlow& flow) const {
    const auto flags = of(flow);
    return flags && (*flags & wire::ike::ReplayStatus::replay_protection) == 0;
  }

 private:
  std::shared_ptr<std::map<std::uint32_t, const sessions::ChildSa*>> children_;
};

}  // namespace espect::rules
