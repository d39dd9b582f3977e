// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/listed_finding.h"

#include "analyzer/report/words/fingerprint.h"
#include "analyzer/report/words/names.h"

namespace espect::report {

std::string ListedFinding::message() const {
  return placed_sentence(finding, ike_sa_offset, capture);
}

std::uint32_t ListedFinding::first_frame() const {
  return finding.frames.empty() ? 0 : finding.frames.front();
}

std::vector<std::size_t> ListedFinding::captures() const {
  std::vector<std::size_t> files;
  for (const auto frame : all_frames)
    if (const auto of = places.of(frame).file; files.empty() || files.back() != of)
      files.push_back(of);
  if (files.empty()) files.push_back(capture_index);
  return files;
}

std::vector<std::string> ListedFinding::frame_references() const {
  std::vector<std::string> references;
  for (const auto frame : all_frames) references.push_back(places.reference(frame));
  return references;
}

void each_listed(const AuditReport& report, const std::function<void(const ListedFinding&)>& use) {
  const auto offsets = ike_sa_offsets(report);
  const auto places = places_of(report);
  Fingerprints fingerprints;
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    for (const auto& [finding, standing] : reported_findings(capture, report.gate)) {
      // Also of those that are not listed: a fingerprint does not hang on the gate.
      auto fingerprint = fingerprints.next(*finding, *capture.sessions);
      if (!standing.listed()) continue;
      const auto first = finding->frames.empty() ? 0 : finding->frames.front();
      use({placed(*finding, places[i]), capture, places[i].file(first), places[i].of(first).file,
           places[i], finding->frames, offsets[i], std::move(fingerprint), standing});
    }
  }
}

}  // namespace espect::report
