// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/text/style.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// A form of the report. A new one is its file and a row in formats.cpp.
struct Format {
  std::string_view name;
  std::string_view help;
  void (*write)(const AuditReport& report, std::ostream& out, TextStyle style);
  bool pictures = false;  // shows CaptureReport::history
  bool records = false;   // CaptureFile::records
  bool hop = false;       // AuditReport::hop
  bool coverage = false;  // what could not be seen; a rule or a capture that says so is enough
};

std::span<const Format> audit_formats();
std::span<const Format> inventory_formats();

const Format* format_named(std::span<const Format> formats, std::string_view name);  // or null
std::vector<std::string> names_of(std::span<const Format> formats);
// "text (for people), json (...)".
std::string help_of(std::span<const Format> formats);

}  // namespace espect::report
