// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/markdown.h"

#include <array>
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/findings.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/hop_row.h"
#include "analyzer/report/words/listed_finding.h"
#include "analyzer/report/words/names.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

constexpr rules::Severity severities[] = {rules::Severity::high, rules::Severity::medium,
                                          rules::Severity::low, rules::Severity::info};

void write_captures_section(std::ostream& out, const AuditReport& report) {
  out << "| Capture | Packets | IPsec | High | Medium | Low | Info |\n"
         "|---|--:|--:|--:|--:|--:|--:|\n";
  for (const auto& capture : report.captures) {
    std::map<rules::Severity, std::size_t> found;
    for (const auto* finding : counting_findings(capture, report.gate)) ++found[finding->severity];
    out << fmt::format("| {} | {} | {} |", markdown_text(capture.path), capture.packets,
                       capture.ipsec_packets);
    for (const auto severity : severities) out << fmt::format(" {} |", found[severity]);
    out << '\n';
  }
  for (const auto& capture : report.captures)
    if (!capture.problem.empty())
      out << fmt::format("\n**Not read to its end:** {}\n", markdown_text(capture.problem));
}

void write_row(std::ostream& out, const ListedFinding& listed, bool name_capture) {
  const auto& finding = listed.finding;
  out << fmt::format("| {} | `{}` | {}{} |", to_text(finding.severity), finding.rule->id,
                     markdown_text(listed.message()),
                     finding.certainty == rules::Certainty::inferred ? " (inferred)" : "");
  if (name_capture) out << fmt::format(" {} |", markdown_text(listed.file.path));
  out << fmt::format(" {} |\n", finding.frames.empty()
                                    ? ""
                                    : markdown_text(frames_text(listed.all_frames, listed.places)));
}

// High first.
void write_list(std::ostream& out, const AuditReport& report, const Summary& summary) {
  if (const auto text = suppressed_text(summary.suppressed); !text.empty())
    out << fmt::format("Not counted: {}.\n\n", text);
  if (summary.high + summary.medium + summary.low + summary.info == 0) {
    out << fmt::format("Nothing found in what could be seen: {}.\n", grounds_text(report));
    return;
  }
  const bool name_capture = report.captures.size() > 1;
  out << fmt::format("| Severity | Rule | Finding |{} Frames |\n|---|---|---|{}---|\n",
                     name_capture ? " Capture |" : "", name_capture ? "---|" : "");
  for (const auto severity : severities)
    each_listed(report, [&](const ListedFinding& listed) {
      if (listed.standing.counts() && listed.finding.severity == severity)
        write_row(out, listed, name_capture);
    });
}

// Once for each rule that found something worth acting on.
void write_advice(std::ostream& out, const AuditReport& report) {
  std::map<std::string_view, std::string_view> advice;
  each_listed(report, [&](const ListedFinding& listed) {
    if (listed.standing.counts() && listed.finding.severity >= rules::Severity::medium)
      advice[listed.finding.rule->id] = listed.finding.rule->advice;
  });
  if (advice.empty()) return;
  out << "\n## What to do\n\n";
  for (const auto& [rule, what] : advice)
    out << fmt::format("* `{}`: {}\n", rule, markdown_text(what));
}

void write_hop_section(std::ostream& out, const AuditReport& report) {
  constexpr std::size_t most_rows = 100;
  if (!report.hop) return;
  const auto& hop = *report.hop;
  out << fmt::format("\n## {}\n\n{}.\n\n|", hop_title, hop_packets_text(hop));
  for (const auto column : hop_columns) out << fmt::format(" {} |", column);
  out << "\n|";
  for (std::size_t i = 0; i < hop_columns.size(); ++i)
    out << (i >= first_hop_number && i <= last_hop_number ? "--:|" : "---|");
  out << '\n';
  std::size_t shown = 0;
  for (const auto& sa : hop.sas) {
    if (++shown > most_rows) break;
    out << '|';
    for (const auto& cell : hop_row(sa)) out << fmt::format(" {} |", markdown_text(cell));
    out << '\n';
  }
  if (hop.sas.size() > most_rows)
    out << fmt::format("\n... and {} more (JSON has all)\n", hop.sas.size() - most_rows);
}

void write_coverage_section(std::ostream& out, const AuditReport& report) {
  const auto notes = coverage_notes(report);
  if (notes.empty()) return;
  out << "\n## What could not be seen\n\n";
  for (const auto& note : notes) out << fmt::format("* {}\n", markdown_text(note));
}

}  // namespace

void write_markdown(const AuditReport& report, std::ostream& out) {
  const auto summary = summarize(report);
  out << "# espect report\n\n"
      << fmt::format("**{} high, {} medium, {} low, {} info** in {}; exit {} (--fail-on {})\n\n",
                     summary.high, summary.medium, summary.low, summary.info,
                     counted(report.captures.size(), "capture"), summary.exit,
                     threshold_text(report));
  write_captures_section(out, report);
  out << "\n## Findings\n\n";
  write_list(out, report, summary);
  write_advice(out, report);
  write_hop_section(out, report);
  write_coverage_section(out, report);
}

}  // namespace espect::report
