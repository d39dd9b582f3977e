// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <string>

#include "analyzer/report/words/places.h"
#include "analyzer/report/words/reported_finding.h"

namespace espect::report {

// A finding as the forms of the report list it, one after the other: what they all say of it.
struct ListedFinding {
  // With the numbers of frames in `file`: of --continue those of its first file alone.
  const rules::Finding& finding;
  const CaptureReport& capture;
  const CaptureFile& file;    // the first that it shows in
  std::size_t capture_index;  // of that file in "captures"
  const Places& places;
  const std::vector<std::uint32_t>& all_frames;  // through all files of --continue
  std::uint32_t ike_sa_offset;                   // turns ids of the capture into ids of the report
  std::string fingerprint;
  Standing standing;  // whether it counts, and why not

  std::string message() const;        // its sentence, with the ids of the report
  std::uint32_t first_frame() const;  // 0 when it names none
  // Of --continue: the files of its frames, and these as "trace.pcap1:104".
  std::vector<std::size_t> captures() const;
  std::vector<std::string> frame_references() const;
};

// All that a report lists: by capture, in it by first frame, then by rule id. What is below
// --min-severity is not listed; what is in the baseline or waived is, and does not count.
void each_listed(const AuditReport& report, const std::function<void(const ListedFinding&)>& use);

}  // namespace espect::report
