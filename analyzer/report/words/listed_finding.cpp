// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/listed_finding.h"

#include "analyzer/report/words/fingerprint.h"
#include "analyzer/report/words/names.h"

namespace espect::report {

std::string ListedFinding::message() const {
  return sentence(finding, ike_sa_offset);
}

std::uint32_t ListedFinding::first_frame() const {
  return finding.frames.empty() ? 0 : finding.frames.front();
}

void each_listed(const AuditReport& report, const std::function<void(const ListedFinding&)>& use) {
  const auto offsets = ike_sa_offsets(report);
  Fingerprints fingerprints;
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    for (const auto* finding : capture.findings->in_order())
      use({*finding, capture, i, offsets[i], fingerprints.next(*finding, *capture.sessions)});
  }
}

}  // namespace espect::report
