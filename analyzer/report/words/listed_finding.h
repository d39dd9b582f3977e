// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <string>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// A finding as the forms of the report list it, one after the other: what they all say of it.
struct ListedFinding {
  const rules::Finding& finding;
  const CaptureReport& capture;
  std::size_t capture_index;    // in the report
  std::uint32_t ike_sa_offset;  // turns ids of the capture into ids of the report
  std::string fingerprint;

  std::string message() const;        // its sentence, with the ids of the report
  std::uint32_t first_frame() const;  // 0 when it names none
};

// All of a report: by capture, in it by first frame, then by rule id.
void each_listed(const AuditReport& report, const std::function<void(const ListedFinding&)>& use);

}  // namespace espect::report
