// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/audit.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/findings.h"
#include "analyzer/report/text/hop.h"
#include "analyzer/report/text/overview.h"
#include "analyzer/report/text/paint.h"
#include "analyzer/report/text/quantum.h"
#include "analyzer/report/text/quiet.h"
#include "analyzer/report/text/style.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/text/tunnels.h"
#include "analyzer/report/words/calendar.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/quantum.h"
#include "analyzer/report/words/reported_finding.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

std::string duration(double seconds) {
  if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 120) return fmt::format("{:.1f} s", seconds);
  if (seconds < 2 * 3600) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (part == whole) return "all of them IPsec";
  if (part == 0) return "none of them IPsec";
  return fmt::format("{} of them IPsec ({:.1f} %)", part,
                     100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

void write_headline(std::ostream& out, Paint paint, const CaptureReport& capture,
                    std::size_t width) {
  out << paint(Tone::bold, terminal_text(capture.path))
      << (capture.files.size() > 1
              ? fmt::format(" and {}", counted(capture.files.size() - 1, "file that continues it",
                                               "files that continue it"))
              : std::string())
      << '\n';
  if (!capture.problem.empty()) {
    const auto* what = capture.format.empty() ? "cannot be read: " : "not read to its end: ";
    out << "  " << paint(Tone::bad, wrapped(what + terminal_text(capture.problem), 2, width))
        << '\n';
  }
  if (capture.format.empty()) return;
  std::string facts =
      fmt::format("{}, {}", terminal_text(capture.format), counted(capture.packets, "packet"));
  if (capture.packets > 0)
    facts += fmt::format(", {}, {} from {}", share(capture.ipsec_packets, capture.packets),
                         duration(seconds_between(capture.first_time, capture.last_time)),
                         calendar_text(capture.first_time) + " UTC");
  if (capture.snaplen_cut_packets > 0)
    facts += fmt::format(", {} cut by the snap length", capture.snaplen_cut_packets);
  out << "  " << wrapped(facts, 2, width) << '\n';
}

void write_coverage(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  const auto notes = coverage_notes(report);
  if (notes.empty()) return;
  out << paint(Tone::bold, "What could not be seen") << '\n';
  for (const auto& note : notes) out << "  - " << wrapped(terminal_text(note), 4, width) << '\n';
  out << '\n';
}

void write_summary(std::ostream& out, Paint paint, const AuditReport& report) {
  const auto summary = summarize(report);
  const auto part = [&](std::uint64_t count, rules::Severity severity) {
    const auto text = fmt::format("{} {}", count, to_text(severity));
    return count > 0 ? paint(severity, text) : text;
  };
  if (const auto text = suppressed_text(summary.suppressed); !text.empty())
    out << "not counted: " << text << '\n';
  if (summary.high + summary.medium + summary.low + summary.info == 0) {
    const bool all = suppressed_text(summary.suppressed).empty();
    out << fmt::format("{} in what could be seen: {}; exit {} (--fail-on {})\n",
                       all ? "nothing found" : "nothing else found", grounds_text(report),
                       summary.exit, threshold_text(report));
    return;
  }
  out << part(summary.high, rules::Severity::high) << ", "
      << part(summary.medium, rules::Severity::medium) << ", "
      << part(summary.low, rules::Severity::low) << ", "
      << part(summary.info, rules::Severity::info)
      << fmt::format("; exit {} (--fail-on {})\n", summary.exit, threshold_text(report));
}

}  // namespace

int terminal_width() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : TextStyle{}.width;
}

void write_text(const AuditReport& report, std::ostream& out, TextStyle style) {
  const Paint paint(style.colour, style.rule_url);
  if (style.quiet) {
    write_quiet(out, paint, report);
    return;
  }
  const auto width = static_cast<std::size_t>(std::clamp(style.width, 40, 1000));
  const bool many = report.captures.size() > most_captures_in_full;
  if (style.summary || many) write_overview(out, paint, report, width);
  if (style.summary || (many && !style.verbose)) {
    out << paint(Tone::dim, style.summary ? "" : "--verbose writes each capture in full\n");
    write_summary(out, paint, report);
    return;
  }
  const auto offsets = ike_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    write_headline(out, paint, capture, width);
    write_tunnels(out, paint, capture, offsets[i], width);
    write_ike_sas(out, paint, capture, report.gate, offsets[i], width);
    write_child_sas(out, paint, capture, offsets[i], width);
    write_flows(out, paint, capture, report.gate, width);
    write_overhead(out, paint, capture, width);
    write_vpn_ids(out, paint, capture, width);
    write_echoes(out, paint, capture, width);
    out << '\n';
    write_findings(out, paint, capture, report.gate, offsets[i], width);
  }
  write_quantum(out, paint, report, width);
  write_hop(out, paint, report, width);
  write_coverage(out, paint, report, width);
  write_summary(out, paint, report);
}

}  // namespace espect::report
