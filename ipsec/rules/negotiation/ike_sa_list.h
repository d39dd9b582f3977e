// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "ipsec/rules/rule.h"

// For rules that judge the IKE SAs of a capture when it has ended.
namespace espect::rules {

// Every IKE SA that was heard, in order of appearance. Sessions bound their number, and keep them
// where they are.
class IkeSaList {
 public:
  static std::shared_ptr<IkeSaList> listen(sessions::Subscriptions& events) {
    auto list = std::make_shared<IkeSaList>();
    events.to<sessions::IkeMessageSeen>([list](const sessions::IkeMessageSeen& event) {
      const auto id = event.sa.id;
      if (list->by_id_.size() <= id) list->by_id_.resize(id + std::size_t{1});
      list->by_id_[id] = &event.sa;
    });
    return list;
  }
  template <class Use>
  void for_each(Use&& use) const {
    for (const auto* sa : by_id_)
      if (sa != nullptr) use(*sa);
  }
  const sessions::IkeSa* with_id(std::uint32_t id) const {
    return id < by_id_.size() ? by_id_[id] : nullptr;
  }

 private:
  std::vector<const sessions::IkeSa*> by_id_;
};

}  // namespace espect::rules
