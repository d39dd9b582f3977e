// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/report/words/audit_report.h"

// Where frames stand. Of --continue several files are one capture, whose frames are numbered
// through; readers are told the number in the file.
namespace espect::report {

struct Place {
  std::size_t file = 0;  // index in the "captures" of the report
  std::uint32_t frame = 0;
};

class Places {
 public:
  // `first_file`: the index in "captures" of the first file of `capture`.
  Places(const CaptureReport& capture, std::size_t first_file)
      : capture_(&capture), first_file_(first_file) {}

  bool continued() const { return !capture_->files.empty(); }
  std::size_t first_file() const { return first_file_; }
  Place of(std::uint32_t frame) const;
  const CaptureFile& file(std::uint32_t frame) const;
  std::string reference(std::uint32_t frame) const;  // "trace.pcap1:104"
  std::string text(std::uint32_t frame) const;       // the same of --continue, else "104"
  // Those from the one with the first of these frames to that with the last.
  std::vector<std::size_t> files(std::uint32_t first_frame, std::uint32_t last_frame) const;

 private:
  std::size_t at(std::uint32_t frame) const;  // in capture_->files
  const CaptureReport* capture_;
  std::size_t first_file_;
};

// Of every capture of the report.
std::vector<Places> places_of(const AuditReport& report);

// All files, in the order of "captures".
void each_file(const AuditReport& report,
               const std::function<void(const CaptureFile&, const CaptureReport&)>& use);

// The finding as readers of the first file it shows in need it: the frames of that file, and all
// numbers of frames in its evidence as they are in their files.
rules::Finding placed(const rules::Finding& finding, const Places& places);

}  // namespace espect::report
