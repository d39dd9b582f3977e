// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "ipsec/rules/rule.h"
#include "ipsec/sessions/table/address_pairs.h"

namespace espect::rules {

// Where ESP and AH flowed, known at the end of the capture: asked in CaptureEnded. Where a limit
// left something out, traffic counts as possible: nobody is accused of none.
class TrafficBetween {
 public:
  static std::shared_ptr<TrafficBetween> listen(const Bench& bench) {
    auto traffic = std::make_shared<TrafficBetween>(bench);
    bench.events.to<sessions::EspFlowEnded>([traffic](const sessions::EspFlowEnded& event) {
      const auto& path = event.flow.path;
      auto* flows = traffic->flows_between(path.source, path.destination);
      if (flows == nullptr) return;
      flows->last_frame = std::max(flows->last_frame, event.flow.last_frame);
      if (flows->lives.size() < most_lives)
        flows->lives.emplace_back(event.flow.first_frame, event.flow.last_frame);
      else
        flows->all = false;
    });
    bench.events.to<sessions::CaptureEnded>([traffic](const sessions::CaptureEnded& event) {
      if (event.facts.sas_not_tracked != 0) traffic->all_ = false;
    });
    return traffic;
  }
  explicit TrafficBetween(const Bench& bench)
      : full_(bench.findings.full_tables()), rule_(bench.rule.id) {}

  bool any() const { return flows_.size() != 0 || !all_; }
  // A packet in a frame after this one, in either direction.
  bool after(std::uint32_t frame, const Address& a, const Address& b) const {
    const auto* pair = flows_.find(a, b);
    return !all_ || (pair != nullptr && pair->record.last_frame > frame);
  }
  // A flow that lived at some time between these frames.
  bool between(std::uint32_t first_frame, std::uint32_t last_frame, const Address& a,
               const Address& b) const {
    const auto* pair = flows_.find(a, b);
    if (!all_ || pair == nullptr) return !all_;
    return !pair->record.all || std::ranges::any_of(pair->record.lives, [&](const auto& life) {
      return life.first <= last_frame && life.second >= first_frame;
    });
  }

 private:
  // First and last frames of the first flows; `last_frame` is that of all.
  static constexpr std::size_t most_lives = 256;
  struct Flows {
    std::uint32_t last_frame = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> lives;
    bool all = true;
  };
  // Null where the table is full. It is asked once for every flow of a capture, so it is no Capped.
  Flows* flows_between(const Address& a, const Address& b) {
    if (auto* pair = flows_.find(a, b)) return &pair->record;
    if (flows_.size() < full_.limit()) return &flows_.of(a, b).record;
    full_.add(rule_, "pairs of addresses", full_.limit());
    all_ = false;
    return nullptr;
  }

  FullTables& full_;
  std::string_view rule_;
  sessions::AddressPairs<Flows> flows_;
  bool all_ = true;
};

}  // namespace espect::rules
