// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/findings.h"

#include <algorithm>
#include <ostream>
#include <span>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/failure.h"
#include "analyzer/report/words/comparison.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/places.h"
#include "analyzer/report/words/reported_finding.h"

namespace espect::report {
namespace {

using rules::Finding;
constexpr std::size_t indent = 8;  // as wide as "MEDIUM" and two blanks
constexpr std::size_t shown_frames = 8;

struct Group {
  rules::Severity severity;
  const rules::RuleInfo* rule;
  std::vector<const Finding*> findings;  // in the order of the report
};

// High first; inside a severity by the first frame of the group.
std::vector<Group> grouped(const std::vector<const Finding*>& in_order) {
  std::vector<Group> groups;
  for (const auto* finding : in_order) {
    const auto same = std::ranges::find_if(groups, [&](const Group& group) {
      return group.rule == finding->rule && group.severity == finding->severity;
    });
    if (same != groups.end())
      same->findings.push_back(finding);
    else
      groups.push_back({finding->severity, finding->rule, {finding}});
  }
  std::ranges::stable_sort(groups, std::greater{}, &Group::severity);
  return groups;
}

std::string word_of(rules::Severity severity) {
  std::string word(to_text(severity));
  for (char& c : word) c = static_cast<char>(c - 'a' + 'A');
  return word;
}

// What a reader must know before believing it.
std::string assumption(const Finding& finding) {
  if (finding.certainty != rules::Certainty::inferred) return {};
  const auto text = finding.evidence.text("assumption");
  return text.empty() ? " (inferred)" : fmt::format(" (inferred: {})", text);
}

void write_group(std::ostream& out, Paint paint, const Group& group, const CaptureReport& capture,
                 std::uint32_t ike_sa_offset, std::size_t width) {
  const std::string margin(indent, ' ');
  const auto word = word_of(group.severity);
  out << paint(group.severity, word) << std::string(indent - word.size(), ' ')
      << paint.linked(*group.rule, paint(Tone::bold, group.rule->id)) << '\n';
  const auto shown = std::min(group.findings.size(), max_findings_per_rule);
  for (const auto* finding : std::span(group.findings).first(shown)) {
    const auto text =
        terminal_text(sentence(*finding, ike_sa_offset, capture) + assumption(*finding));
    out << margin << wrapped(text, indent, width) << '\n';
    write_failure(out, paint, *finding, text, capture.vpn_names, indent, width);
    if (!finding->frames.empty())
      out << margin
          << paint(Tone::dim,
                   wrapped(terminal_text(frames_text(finding->frames, Places(capture, 0))), indent,
                           width))
          << '\n';
  }
  if (group.findings.size() > shown)
    out << margin
        << paint(Tone::dim, fmt::format("... and {} more of this rule (JSON has all)",
                                        group.findings.size() - shown))
        << '\n';
  if (group.severity >= rules::Severity::medium)
    out << margin << "=> " << wrapped(group.rule->advice, indent + 3, width) << '\n';
  out << '\n';
}

}  // namespace

std::string frames_text(std::span<const std::uint32_t> frames, const Places& places) {
  const auto shown = frames.first(std::min(frames.size(), shown_frames));
  std::string text = frames.size() == 1 ? "frame" : "frames";
  for (const auto frame : shown) text += (frame == shown.front() ? " " : ", ") + places.text(frame);
  if (frames.size() <= shown.size()) return text;
  const bool all_listed = frames.size() < Finding::max_frames;
  return text +
         fmt::format(" + {}{} more", all_listed ? "" : "at least ", frames.size() - shown.size());
}

void write_findings(std::ostream& out, Paint paint, const CaptureReport& capture, const Gate& gate,
                    std::uint32_t ike_sa_offset, std::size_t width) {
  const auto in_order = counting_findings(capture, gate);
  if (in_order.empty()) {
    const bool suppressed = !capture.findings->in_order().empty();
    if (!capture.format.empty())
      out << (suppressed ? "No findings that count\n\n" : "No findings\n\n");
    return;
  }
  for (const auto& group : grouped(in_order))
    write_group(out, paint, group, capture, ike_sa_offset, width);
}

}  // namespace espect::report
