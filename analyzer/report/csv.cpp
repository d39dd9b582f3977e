// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/csv.h"

#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/words/listed_finding.h"

namespace espect::report {
namespace {

struct CsvColumn {
  std::string_view name;
  std::string (*cell)(const ListedFinding& listed);
};

std::string text(std::string_view text) {
  return std::string(text);
}

constexpr CsvColumn csv_columns[] = {
    {"rule", [](const ListedFinding& listed) { return text(listed.finding.rule->id); }},
    {"family",
     [](const ListedFinding& listed) { return text(to_text(listed.finding.rule->family)); }},
    {"severity",
     [](const ListedFinding& listed) { return text(to_text(listed.finding.severity)); }},
    {"certainty",
     [](const ListedFinding& listed) { return text(to_text(listed.finding.certainty)); }},
    {"message", [](const ListedFinding& listed) { return listed.message(); }},
    {"capture", [](const ListedFinding& listed) { return listed.file.path; }},
    {"count", [](const ListedFinding& listed) { return std::to_string(listed.finding.count); }},
    {"frames",
     [](const ListedFinding& listed) {
       return fmt::format("{}", fmt::join(listed.finding.frames, " "));
     }},
    {"filter", [](const ListedFinding& listed) { return wireshark_filter(listed.finding); }},
    {"ike_sa",
     [](const ListedFinding& listed) {
       const auto id = listed.finding.subject.ike_sa;
       return id ? std::to_string(*id + listed.ike_sa_offset) : std::string();
     }},
    {"spi",
     [](const ListedFinding& listed) {
       const auto& subject = listed.finding.subject;
       return subject.protocol ? fmt::format("0x{:08x}", subject.spi) : std::string();
     }},
    {"dst",
     [](const ListedFinding& listed) {
       const auto& subject = listed.finding.subject;
       return subject.protocol ? to_text(subject.destination) : std::string();
     }},
    {"fingerprint", [](const ListedFinding& listed) { return listed.fingerprint; }},
    {"suppressed", [](const ListedFinding& listed) { return listed.standing.text(); }},
};

}  // namespace

void write_csv(const AuditReport& report, std::ostream& out) {
  const char* separator = "";
  for (const auto& column : csv_columns) {
    out << separator << column.name;
    separator = ",";
  }
  out << "\r\n";
  each_listed(report, [&](const ListedFinding& listed) {
    separator = "";
    for (const auto& column : csv_columns) {
      out << separator << csv_cell(column.cell(listed));
      separator = ",";
    }
    out << "\r\n";
  });
}

}  // namespace espect::report
