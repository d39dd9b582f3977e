// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/places.h"

#include <algorithm>

#include <fmt/format.h>

namespace espect::report {
namespace {

// What rules put into evidence as the number of a frame.
constexpr std::string_view frame_names[] = {"delete_frame", "announced_in"};

}  // namespace

std::size_t Places::at(std::uint32_t frame) const {
  const auto& files = capture_->files;
  const auto behind =
      std::ranges::upper_bound(files, frame == 0 ? 0 : frame - 1, {}, &CaptureFile::frames_before);
  return behind == files.begin() ? 0 : static_cast<std::size_t>(behind - files.begin()) - 1;
}

const CaptureFile& Places::file(std::uint32_t frame) const {
  return continued() ? capture_->files[at(frame)] : *capture_;
}

Place Places::of(std::uint32_t frame) const {
  if (!continued()) return {first_file_, frame};
  const auto index = at(frame);
  return {
      first_file_ + index,
      frame == 0 ? 0 : frame - static_cast<std::uint32_t>(capture_->files[index].frames_before)};
}

std::string Places::reference(std::uint32_t frame) const {
  return fmt::format("{}:{}", file(frame).path, of(frame).frame);
}

std::string Places::text(std::uint32_t frame) const {
  return continued() ? reference(frame) : std::to_string(frame);
}

std::vector<std::size_t> Places::files(std::uint32_t first_frame, std::uint32_t last_frame) const {
  std::vector<std::size_t> between;
  for (auto file = of(first_frame).file; file <= of(last_frame).file; ++file)
    between.push_back(file);
  return between;
}

std::vector<Places> places_of(const AuditReport& report) {
  std::vector<Places> places;
  std::size_t next = 0;
  for (const auto& capture : report.captures) {
    places.emplace_back(capture, next);
    next += std::max<std::size_t>(capture.files.size(), 1);
  }
  return places;
}

void each_file(const AuditReport& report,
               const std::function<void(const CaptureFile&, const CaptureReport&)>& use) {
  for (const auto& capture : report.captures) {
    if (capture.files.empty()) use(capture, capture);
    for (const auto& file : capture.files) use(file, capture);
  }
}

rules::Finding placed(const rules::Finding& finding, const Places& places) {
  rules::Finding here = finding;
  if (!places.continued()) return here;
  here.frames.clear();
  const auto first = finding.frames.empty() ? 0 : places.of(finding.frames.front()).file;
  for (const auto frame : finding.frames)
    if (const auto place = places.of(frame); place.file == first)
      here.frames.push_back(place.frame);
  for (const auto name : frame_names)
    if (const auto frame = finding.evidence.number(name); frame != 0)
      here.evidence.set(name, std::uint64_t{places.of(static_cast<std::uint32_t>(frame)).frame});
  return here;
}

}  // namespace espect::report
