// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ipsec/rules/findings.h"

namespace espect::plugin {

// A finding on one frame, and what the frame has to do with it.
struct FrameFinding {
  const rules::Finding* finding;
  std::vector<std::uint32_t> marks;  // numbers of marks; empty: the rule says nothing of the frame
};

// Findings by frame and by number, in order of appearance.
class FrameFindings {
 public:
  // Marks kept of a capture; what is said beyond them is counted.
  static constexpr std::size_t max_marks = 2'000'000;

  explicit FrameFindings(rules::Findings& findings);
  FrameFindings(const FrameFindings&) = delete;
  FrameFindings& operator=(const FrameFindings&) = delete;

  // Takes in what the rules have said since the last call.
  void update();
  // What is said of all packets of a flow is kept once. When the capture has ended every packet is
  // counted, in order of frames; to those in `frame` it is added when somebody looks.
  bool any_about_flows() const { return !about_flows_.empty(); }
  void count_packet_of_flow(std::uint32_t flow, std::uint32_t frame);
  void add_packet_of_flow(std::uint32_t flow, std::uint32_t frame,
                          std::vector<FrameFinding>& here) const;

  // What is said of the frame itself; null when that is nothing.
  const std::vector<FrameFinding>* in(std::uint32_t frame) const;
  // One sentence for each mark, or one that fits all frames of the finding. `number`: of the ESP or
  // AH packet in the frame, for what is said of all packets of a flow; none when there are several.
  std::vector<std::string> texts(const FrameFinding& here,
                                 std::optional<std::uint64_t> number = {}) const;
  std::uint32_t frames_marked(const rules::Finding& finding) const;
  std::uint64_t left_unmarked() const { return left_unmarked_; }

  // 1, 2, ... in order of appearance.
  std::uint32_t number_of(const rules::Finding& finding) const { return seen_.at(&finding).number; }
  const std::vector<const rules::Finding*>& by_number() const { return by_number_; }  // from 0 on

 private:
  struct Seen {
    std::uint32_t number = 0;
    std::size_t frames = 0;        // of the finding's own list
    std::uint32_t last_frame = 0;  // of these
    std::uint32_t marked = 0;
    std::uint32_t counted_in = 0;  // frame of the last packet of a flow that was counted
  };

  Seen& seen(const rules::Finding& finding);
  // `use(mark)` for what is said of the flow's packet in `frame`.
  template <class Use>
  void for_each_mark(std::uint32_t flow, std::uint32_t frame, Use&& use) const {
    const auto about = about_flows_.find(flow);
    if (about == about_flows_.end()) return;
    for (const auto number : about->second)
      if (frame >= marks_[number].frame && frame <= marks_[number].last_frame) use(number);
  }
  FrameFinding& at(const rules::Finding& finding, std::uint32_t frame);

  std::vector<const rules::Finding*> touched_;
  rules::FrameMarks said_;  // since the last update
  rules::FrameMarks marks_;
  std::uint64_t left_unmarked_ = 0;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> about_flows_;  // marks, by flow
  std::map<const rules::Finding*, Seen> seen_;
  std::vector<const rules::Finding*> by_number_;
  std::unordered_map<std::uint32_t, std::vector<FrameFinding>> by_frame_;
};

}  // namespace espect::plugin
