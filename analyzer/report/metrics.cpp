// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/metrics.h"

#include <map>
#include <ostream>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/words/listed_finding.h"
#include "ipsec/sessions/names.h"

namespace espect::report {
namespace {

// Text for people, of which no other text gives the same, and then what ends a label.
std::string label(std::string_view text) {
  std::string doubled;
  for (const char c : text) doubled += c == '\\' ? std::string("\\\\") : std::string(1, c);
  std::string escaped;
  for (const char c : terminal_text(doubled)) {
    if (c == '\\' || c == '"') escaped.push_back('\\');
    if (c == '\n')
      escaped += "\\n";
    else
      escaped.push_back(c);
  }
  return escaped;
}

void head(std::ostream& out, std::string_view name, std::string_view help) {
  out << fmt::format("# HELP espect_{0} {1}\n# TYPE espect_{0} gauge\n", name, help);
}

void write_captures(const AuditReport& report, std::ostream& out) {
  struct Metric {
    const char* name;
    const char* help;
    std::uint64_t (*value)(const CaptureFile& file);
  };
  constexpr Metric metrics[] = {
      {"packets", "Packets of the capture.", [](const CaptureFile& file) { return file.packets; }},
      {"ipsec_packets", "Packets that carry IKE, ESP or AH.",
       [](const CaptureFile& file) { return file.ipsec_packets; }},
      {"octets", "Octets of the capture as read.",
       [](const CaptureFile& file) { return file.octets; }},
      {"unreadable", "1 where the capture could not be read to its end.",
       [](const CaptureFile& file) -> std::uint64_t { return file.problem.empty() ? 0 : 1; }},
  };
  for (const auto& metric : metrics) {
    head(out, metric.name, metric.help);
    std::set<std::string> said;  // a file that is read twice
    each_file(report, [&](const CaptureFile& file, const CaptureReport&) {
      if (!said.insert(file.path).second) return;
      out << fmt::format("espect_{}{{capture=\"{}\"}} {}\n", metric.name, label(file.path),
                         metric.value(file));
    });
  }
}

void write_findings(const AuditReport& report, std::ostream& out) {
  std::map<std::pair<std::string_view, rules::Severity>, std::uint64_t> findings;
  each_listed(report, [&](const ListedFinding& listed) {
    ++findings[{listed.finding.rule->id, listed.finding.severity}];
  });
  head(out, "findings", "Findings by rule and severity.");
  for (const auto& [of, count] : findings)
    out << fmt::format("espect_findings{{rule=\"{}\",severity=\"{}\"}} {}\n", of.first,
                       to_text(of.second), count);
}

// Flows of one SA at one place add up: no two lines have the same labels.
void write_flows(const AuditReport& report, std::ostream& out) {
  struct Sums {
    std::uint64_t packets = 0, lost = 0, duplicates = 0, left_of_window = 0;
    bool tells_loss = true;
  };
  std::map<std::string, Sums> flows;
  for (const auto& capture : report.captures)
    capture.sessions->flows().for_each([&](const sessions::EspFlow& flow) {
      auto& sums = flows[fmt::format(
          "capture=\"{}\",protocol=\"{}\",spi=\"0x{:08x}\",source=\"{}\",destination=\"{}\"",
          label(capture.path), to_text(flow.protocol), flow.spi, to_text(flow.path.source),
          to_text(flow.path.destination))];
      sums.packets += flow.packets;
      sums.lost += flow.lost();
      sums.tells_loss = sums.tells_loss && flow.tells_loss();
      sums.duplicates += flow.duplicates();
      sums.left_of_window += flow.left_of_window();
    });
  struct Metric {
    const char* name;
    const char* help;
    std::uint64_t Sums::* value;
  };
  constexpr Metric metrics[] = {
      {"sa_packets", "Packets of an ESP or AH SA.", &Sums::packets},
      {"sa_lost_packets", "Sequence numbers that never came.", &Sums::lost},
      {"sa_duplicate_packets", "Packets whose sequence number had come before.", &Sums::duplicates},
      {"sa_left_of_window_packets", "New packets that came too late for the replay window.",
       &Sums::left_of_window},
  };
  for (const auto& metric : metrics) {
    head(out, metric.name, metric.help);
    for (const auto& [labels, sums] : flows)
      if (metric.value != &Sums::lost || sums.tells_loss)
        out << fmt::format("espect_{}{{{}}} {}\n", metric.name, labels, sums.*metric.value);
  }
}

}  // namespace

void write_metrics(const AuditReport& report, std::ostream& out) {
  write_captures(report, out);
  write_findings(report, out);
  write_flows(report, out);
}

}  // namespace espect::report
