// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/overview.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <ostream>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/listed_finding.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/story/tunnel.h"

namespace espect::report {
namespace {

using rules::Severity;

constexpr std::size_t most_rules = 25;
constexpr std::size_t most_captures = 10;
constexpr std::size_t most_notes = 12;

struct OfRule {
  const rules::RuleInfo* rule = nullptr;
  Severity severity = Severity::info;
  std::size_t findings = 0;
  std::set<const CaptureReport*> captures;
};

struct OfCapture {
  const CaptureReport* capture = nullptr;
  std::array<std::size_t, 4> findings{};  // by severity
};

void write_more(std::ostream& out, Paint paint, std::size_t all, std::size_t shown) {
  if (all > shown)
    out << "  " << paint(Tone::dim, fmt::format("... and {} more", all - shown)) << '\n';
}

void write_sums(std::ostream& out, Paint paint, const AuditReport& report) {
  std::uint64_t packets = 0, ipsec = 0, ike_sas = 0, child_sas = 0, flows = 0;
  std::size_t pairs = 0, broken = 0, unread = 0;
  for (const auto& capture : report.captures) {
    packets += capture.packets;
    ipsec += capture.ipsec_packets;
    ike_sas += capture.sessions->ike_sas().size();
    child_sas += capture.sessions->child_sas().size();
    flows += capture.sessions->flows().size();
    unread += capture.problem.empty() ? 0 : 1;
    for (const auto& tunnel : story::tunnels(*capture.sessions, *capture.findings)) {
      ++pairs;
      broken += tunnel.broken_at ? 1 : 0;
    }
  }
  out << paint(Tone::bold, counted(report.captures.size(), "capture"))
      << fmt::format(", {}, {} of them IPsec\n", counted(packets, "packet"), ipsec)
      << fmt::format("  {}, {}, {}\n", counted(ike_sas, "IKE SA"), counted(child_sas, "Child SA"),
                     counted(flows, "ESP or AH flow"));
  out << fmt::format("  {}", counted(pairs, "pair of peers", "pairs of peers"));
  if (broken != 0)
    out << ", " << paint(Tone::bad, fmt::format("{} with a tunnel that broke", broken));
  out << '\n';
  if (unread != 0)
    out << "  " << paint(Tone::bad, counted(unread, "capture") + " not read to the end") << '\n';
  out << '\n';
}

// The gravest first, then the most frequent.
void write_rules(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  std::map<std::pair<Severity, std::string_view>, OfRule> found;
  each_listed(report, [&](const ListedFinding& listed) {
    if (!listed.standing.counts()) return;
    auto& of = found[{listed.finding.severity, listed.finding.rule->id}];
    of.rule = listed.finding.rule;
    of.severity = listed.finding.severity;
    ++of.findings;
    of.captures.insert(&listed.capture);
  });
  if (found.empty()) return;
  std::vector<OfRule> rows;
  for (auto& [key, of] : found) rows.push_back(std::move(of));
  std::ranges::stable_sort(rows, [](const OfRule& a, const OfRule& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.findings > b.findings;
  });
  Table table({{"severity"},
               {"rule"},
               {"findings", true},
               {"captures", true},
               {"what", false, false, true}});
  for (std::size_t i = 0; i < std::min(rows.size(), most_rules); ++i) {
    const auto& of = rows[i];
    const auto tone = of.severity == Severity::high     ? Tone::bad
                      : of.severity == Severity::medium ? Tone::caution
                                                        : Tone::plain;
    table.add({{std::string(to_text(of.severity)), tone},
               {std::string(of.rule->id), Tone::plain, of.rule},
               {std::to_string(of.findings)},
               {std::to_string(of.captures.size())},
               {std::string(of.rule->title)}});
  }
  out << paint(Tone::bold, "Findings by rule") << '\n';
  table.write(out, paint, width);
  write_more(out, paint, rows.size(), most_rules);
  out << '\n';
}

void write_worst(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  std::map<const CaptureReport*, OfCapture> found;
  each_listed(report, [&](const ListedFinding& listed) {
    if (!listed.standing.counts()) return;
    auto& of = found[&listed.capture];
    of.capture = &listed.capture;
    ++of.findings[static_cast<std::size_t>(listed.finding.severity)];
  });
  std::vector<OfCapture> rows;
  for (const auto& capture : report.captures)  // in the order of the report where they are alike
    if (const auto of = found.find(&capture); of != found.end()) rows.push_back(of->second);
  std::ranges::stable_sort(rows, [](const OfCapture& a, const OfCapture& b) {
    return std::ranges::lexicographical_compare(b.findings.rbegin(), b.findings.rend(),
                                                a.findings.rbegin(), a.findings.rend());
  });
  if (rows.empty()) return;
  Table table({{"high", true}, {"medium", true}, {"low", true}, {"info", true}, {"capture"}});
  for (std::size_t i = 0; i < std::min(rows.size(), most_captures); ++i) {
    std::vector<Cell> cells;
    for (std::size_t severity = 4; severity-- > 0;) {
      const auto count = rows[i].findings[severity];
      cells.push_back({std::to_string(count), count != 0 && severity == 3   ? Tone::bad
                                              : count != 0 && severity == 2 ? Tone::caution
                                                                            : Tone::plain});
    }
    cells.push_back({terminal_text(rows[i].capture->path)});
    table.add(std::move(cells));
  }
  out << paint(Tone::bold, "Captures with the gravest findings") << '\n';
  table.write(out, paint, width);
  write_more(out, paint, rows.size(), most_captures);
  out << '\n';
}

// Notes that differ only in the number that they begin with are one.
void write_notes(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  struct Note {
    std::uint64_t sum = 0;
    bool counts = false;
    std::size_t captures = 0;
  };
  std::map<std::string, Note> notes;
  const auto add = [&](std::string_view text) {
    std::uint64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data(), end, number);
    const bool counts = error == std::errc() && behind != end && *behind == ' ';
    auto& note = notes[counts ? std::string(behind, end) : std::string(text)];
    note.counts = counts;
    note.sum += number;
    ++note.captures;
  };
  for (const auto& capture : report.captures)
    for (const auto& note : capture.coverage) add(note);
  for (const auto& unmet : unmet_requirements(report)) add(unmet);
  if (notes.empty() && report.passed_over == 0) return;
  std::vector<std::pair<std::string, Note>> rows(notes.begin(), notes.end());
  std::ranges::stable_sort(
      rows, [](const auto& a, const auto& b) { return a.second.captures > b.second.captures; });
  out << paint(Tone::bold, "What could not be seen") << '\n';
  for (std::size_t i = 0; i < std::min(rows.size(), most_notes); ++i) {
    const auto& [text, note] = rows[i];
    const auto line = fmt::format("{}{} (in {})", note.counts ? std::to_string(note.sum) : "",
                                  terminal_text(text), counted(note.captures, "capture"));
    out << "  - " << wrapped(line, 4, width) << '\n';
  }
  write_more(out, paint, rows.size(), most_notes);
  if (report.passed_over != 0)
    out << "  - "
        << counted(report.passed_over, "file is no capture and was passed over",
                   "files are no captures and were passed over")
        << '\n';
  out << '\n';
}

}  // namespace

void write_overview(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  write_sums(out, paint, report);
  write_rules(out, paint, report, width);
  write_worst(out, paint, report, width);
  write_notes(out, paint, report, width);
}

}  // namespace espect::report
