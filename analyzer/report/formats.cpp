// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/formats.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/report/csv.h"
#include "analyzer/report/cyclonedx.h"
#include "analyzer/report/github.h"
#include "analyzer/report/gitlab.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/json/audit.h"
#include "analyzer/report/json/inventory.h"
#include "analyzer/report/junit.h"
#include "analyzer/report/markdown.h"
#include "analyzer/report/sarif.h"
#include "analyzer/report/text/audit.h"
#include "analyzer/report/text/inventory.h"

namespace espect::report {
namespace {

// Of a form that no terminal decides about.
template <void (*write)(const AuditReport&, std::ostream&)>
void plain(const AuditReport& report, std::ostream& out, TextStyle /*style*/) {
  write(report, out);
}

constexpr Format of_audit[] = {
    {.name = "text", .help = "for people", .write = write_text, .hop = true, .coverage = true},
    {.name = "json",
     .help = "docs/report-json.md",
     .write = plain<write_json>,
     .hop = true,
     .coverage = true},
    {.name = "jsonl",
     .help = "the same, one object a line",
     .write = plain<write_jsonl>,
     .hop = true,
     .coverage = true},
    {.name = "sarif", .help = "for code scanning", .write = plain<write_sarif>, .records = true},
    {.name = "junit", .help = "for CI servers", .write = plain<write_junit>, .coverage = true},
    {"github", "annotations of GitHub Actions", plain<write_github>},
    {"gitlab", "Code Quality of GitLab", plain<write_gitlab>},
    {"csv", "for spreadsheets", plain<write_csv>},
    {.name = "markdown",
     .help = "for comments and wikis",
     .write = plain<write_markdown>,
     .hop = true,
     .coverage = true},
    {.name = "html",
     .help = "one page with pictures, for a browser",
     .write = plain<write_html>,
     .pictures = true,
     .hop = true,
     .coverage = true},
};

constexpr Format of_inventory[] = {
    {"text", "for people", write_inventory_text},
    {"json", "docs/report-json.md", plain<write_inventory_json>},
    {"cyclonedx", "a cryptography bill of materials, CycloneDX 1.6", plain<write_cyclonedx>},
};

}  // namespace

std::span<const Format> audit_formats() {
  return of_audit;
}

std::span<const Format> inventory_formats() {
  return of_inventory;
}

const Format* format_named(std::span<const Format> formats, std::string_view name) {
  const auto found = std::ranges::find(formats, name, &Format::name);
  return found == formats.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(std::span<const Format> formats) {
  std::vector<std::string> names;
  for (const auto& format : formats) names.emplace_back(format.name);
  return names;
}

std::string help_of(std::span<const Format> formats) {
  std::string text;
  for (const auto& format : formats)
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", format.name, format.help);
  return text;
}

}  // namespace espect::report
