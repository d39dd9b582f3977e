// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/frame_findings.h"

#include <algorithm>

#include "ipsec/rules/rule.h"

namespace espect::plugin {

FrameFindings::FrameFindings(rules::Findings& findings) {
  findings.watch(&touched_, &said_);
}

FrameFindings::Seen& FrameFindings::seen(const rules::Finding& finding) {
  auto& known = seen_[&finding];
  if (known.number == 0) {
    by_number_.push_back(&finding);
    known.number = static_cast<std::uint32_t>(by_number_.size());
  }
  return known;
}

FrameFinding& FrameFindings::at(const rules::Finding& finding, std::uint32_t frame) {
  auto& here = by_frame_[frame];
  const auto found = std::ranges::find(here, &finding, &FrameFinding::finding);
  if (found != here.end()) return *found;
  ++seen(finding).marked;
  here.push_back({&finding, {}});
  return here.back();
}

void FrameFindings::update() {
  for (const auto* finding : touched_) {
    if (finding->count == 0) continue;
    auto& known = seen(*finding);
    const auto& frames = finding->frames;
    if (known.frames == frames.size()) continue;
    // Mostly they come behind those that were there.
    const bool behind = known.frames != 0 && known.frames < frames.size() &&
                        frames[known.frames - 1] == known.last_frame;
    for (auto i = behind ? known.frames : 0; i < frames.size(); ++i) at(*finding, frames[i]);
    known.frames = frames.size();
    known.last_frame = frames.back();
  }
  touched_.clear();
  for (auto& mark : said_) {
    if (marks_.size() >= max_marks) {
      ++left_unmarked_;
      continue;
    }
    const auto number = static_cast<std::uint32_t>(marks_.size());
    if (mark.flow != 0)
      about_flows_[mark.flow].push_back(number);
    else
      at(*mark.finding, mark.frame).marks.push_back(number);
    marks_.push_back(std::move(mark));
  }
  said_.clear();
}

void FrameFindings::count_packet_of_flow(std::uint32_t flow, std::uint32_t frame) {
  for_each_mark(flow, frame, [&](std::uint32_t number) {
    const auto* finding = marks_[number].finding;
    auto& known = seen(*finding);
    if (known.counted_in == frame) return;
    known.counted_in = frame;
    const auto* here = in(frame);
    if (here == nullptr || std::ranges::count(*here, finding, &FrameFinding::finding) == 0)
      ++known.marked;
  });
}

void FrameFindings::add_packet_of_flow(std::uint32_t flow, std::uint32_t frame,
                                       std::vector<FrameFinding>& here) const {
  for_each_mark(flow, frame, [&](std::uint32_t number) {
    const auto* finding = marks_[number].finding;
    auto found = std::ranges::find(here, finding, &FrameFinding::finding);
    if (found == here.end()) found = here.insert(here.end(), {finding, {}});
    if (std::ranges::count(found->marks, number) == 0) found->marks.push_back(number);
  });
}

const std::vector<FrameFinding>* FrameFindings::in(std::uint32_t frame) const {
  const auto found = by_frame_.find(frame);
  return found == by_frame_.end() ? nullptr : &found->second;
}

std::vector<std::string> FrameFindings::texts(const FrameFinding& here,
                                              std::optional<std::uint64_t> number) const {
  std::vector<std::string> texts;
  for (const auto at : here.marks) {
    const auto& mark = marks_[at];
    auto text = to_text(mark);
    if (mark.flow != 0 && number) text = fmt::format("number {}: {}", *number, text);
    if (std::ranges::count(texts, text) == 0) texts.push_back(std::move(text));
  }
  if (!texts.empty()) return texts;
  const auto& finding = *here.finding;
  if (finding.count <= 1) return {finding.sentence()};
  return {fmt::format("{}; {} times in the capture, see finding {}", finding.rule->title,
                      finding.count, number_of(finding))};
}

std::uint32_t FrameFindings::frames_marked(const rules::Finding& finding) const {
  return seen_.at(&finding).marked;
}

}  // namespace espect::plugin
