// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
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

// Where ESP and AH flowed, known at the end of the capture: asked in CaptureEnded.
class TrafficBetween {
 public:
  static std::shared_ptr<TrafficBetween> listen(const Bench& bench) {
    auto traffic = std::make_shared<TrafficBetween>(bench);
    bench.events.to<sessions::EspFlowEnded>([traffic](const sessions::EspFlowEnded& event) {
      const auto& path = event.flow.path;
      auto& last = traffic->last_[ordered(path.source, path.destination)];
      last = std::max(last, event.flow.last_frame);
    });
    return traffic;
  }
  explicit TrafficBetween(const Bench& bench)
      : last_(bench.findings.full_tables(), bench.rule.id, "pairs of addresses") {}

  bool any() const { return !last_.empty(); }
  // A packet in a frame after this one, in either direction.
  bool after(std::uint32_t frame, const Address& a, const Address& b) const {
    const auto* last = last_.get(ordered(a, b));
    return last != nullptr && *last > frame;
  }

 private:
  using Pair = std::pair<Address, Address>;
  static Pair ordered(const Address& a, const Address& b) {
    return a < b ? Pair{a, b} : Pair{b, a};
  }
  Capped<Pair, std::uint32_t> last_;
};

}  // namespace espect::rules
