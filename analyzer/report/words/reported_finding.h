// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/words/audit_report.h"

// Which findings a report shows: the one answer for all its forms.
namespace espect::report {

enum class Suppression : std::uint8_t {
  below_min_severity,  // --min-severity: in no form of the report
  baseline,            // known before: marked where a form has a mark for it, else left out
  waiver,              // somebody answers for it: the same
};
std::string_view to_text(Suppression suppression);  // "below-min-severity", "baseline", "waiver"

// Whether a finding counts: is shown as one, and can make the report fail.
struct Standing {
  std::optional<Suppression> suppression{};  // why it does not count
  const rules::Waiver* waiver = nullptr;     // of Suppression::waiver

  bool counts() const { return !suppression; }
  bool listed() const { return suppression != Suppression::below_min_severity; }
  // "in the baseline", "waived by the VPN team until 2027-01-31: lab only"; empty when it counts.
  std::string text() const;
};

struct ReportedFinding {
  const rules::Finding* finding;
  Standing standing;
};

// All findings of a capture, in the order of the report.
std::vector<ReportedFinding> reported_findings(const CaptureReport& capture, const Gate& gate);
// Those that count: for forms that have no mark for the others.
std::vector<const rules::Finding*> counting_findings(const CaptureReport& capture,
                                                     const Gate& gate);

// Whether the finding counts and is at or above the threshold.
bool fails(const ReportedFinding& finding, const AuditReport& report);

// "2 in the baseline, 1 waived"; empty when nothing was suppressed.
std::string suppressed_text(const Suppressed& suppressed);

}  // namespace espect::report
