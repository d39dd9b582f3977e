// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "ipsec/rules/rule.h"

namespace espect::rules {

// Where ESP and AH flowed, known at the end of the capture: asked in CaptureEnded.
class TrafficBetween {
 public:
  static std::shared_ptr<TrafficBetween> listen(const Bench& bench) {
    auto traffic = std::make_shared<TrafficBetween>(bench);
    bench.events.to<sessions::EspFlowEnded>([traffic](const sessions::EspFlowEnded& event) {
      const auto& path = event.flow.path;
      auto& flows = traffic->flows_[ordered(path.source, path.destination)];
      flows.last_frame = std::max(flows.last_frame, event.flow.last_frame);
      if (flows.lives.size() < most_lives)
        flows.lives.emplace_back(event.flow.first_frame, event.flow.last_frame);
    });
    return traffic;
  }
  explicit TrafficBetween(const Bench& bench)
      : flows_(bench.findings.full_tables(), bench.rule.id, "pairs of addresses") {}

  bool any() const { return !flows_.empty(); }
  // A packet in a frame after this one, in either direction.
  bool after(std::uint32_t frame, const Address& a, const Address& b) const {
    const auto* flows = flows_.get(ordered(a, b));
    return flows != nullptr && flows->last_frame > frame;
  }
  // A flow that lived at some time between these frames.
  bool between(std::uint32_t first_frame, std::uint32_t last_frame, const Address& a,
               const Address& b) const {
    const auto* flows = flows_.get(ordered(a, b));
    return flows != nullptr && std::ranges::any_of(flows->lives, [&](const auto& life) {
             return life.first <= last_frame && life.second >= first_frame;
           });
  }

 private:
  using Pair = std::pair<Address, Address>;
  static Pair ordered(const Address& a, const Address& b) {
    return a < b ? Pair{a, b} : Pair{b, a};
  }
  // First and last frames of the first flows; `last_frame` is that of all.
  static constexpr std::size_t most_lives = 256;
  struct Flows {
    std::uint32_t last_frame = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> lives;
  };
  Capped<Pair, Flows> flows_;
};

}  // namespace espect::rules
