// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/findings.h"

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/comparison.h"
#include "analyzer/report/words/listed_finding.h"
#include "analyzer/report/words/places.h"
#include "ipsec/bytes/counted.h"

namespace espect::report::html {
namespace {

using rules::Severity;
constexpr std::array severities{Severity::high, Severity::medium, Severity::low, Severity::info};
// A browser takes the rest from templates, once it shows the page.
constexpr std::size_t most_at_once = 500;
constexpr std::size_t most_options = 500;  // captures to choose from

void write_row(std::ostream& out, std::string_view name, std::string_view markup) {
  out << fmt::format("<dt>{}</dt><dd>{}</dd>", name, markup);
}

std::string evidence_text(const rules::Evidence::Value& value, const registry::VpnNames& names) {
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return std::to_string(*number);
  return html_text(registry::with_vpn_names(std::get<std::string>(value), names));
}

// What is compared stands in a table of its own.
bool compared(std::string_view key) {
  return key.starts_with("offered ") || key.starts_with("accepted ");
}

void write_comparison(std::ostream& out, const rules::Evidence& evidence,
                      const registry::VpnNames& names) {
  const auto named = [&](const std::string& text) {
    return html_text(registry::with_vpn_names(text, names));
  };
  const auto rows = comparison(evidence);
  if (rows.empty()) return;
  out << "<table><thead><tr><th></th><th>offered</th><th>would be accepted</th></tr></thead>";
  for (const auto& row : rows)
    out << fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td></tr>", html_text(row.what),
                       named(row.offered), named(row.accepted));
  out << "</table>";
}

std::string place_of(const ListedFinding& listed) {
  const auto& subject = listed.finding.subject;
  if (subject.ike_sa)
    return fmt::format("<a href=\"#{}\">IKE SA {}</a>",
                       ike_sa_anchor(*subject.ike_sa + listed.ike_sa_offset),
                       *subject.ike_sa + listed.ike_sa_offset);
  const auto name = html_text(to_text(subject));
  if (!subject.protocol || subject.flow == 0) return name;
  return fmt::format("<a href=\"#{}\">{}</a>",
                     flow_anchor(listed.places.first_file(), subject.flow), name);
}

// "first_repeated_sequence" as people write it.
std::string readable(std::string_view key) {
  std::string words(key);
  std::ranges::replace(words, '_', ' ');
  return html_text(words);
}

void write_body(std::ostream& out, const ListedFinding& listed, bool first_of_rule) {
  const auto& finding = listed.finding;
  out << "<div class=\"body\">";
  write_comparison(out, finding.evidence, listed.capture.vpn_names);
  out << "<dl>";
  write_row(out, "capture", html_text(listed.file.path));
  if (finding.subject.ike_sa || finding.subject.protocol) write_row(out, "about", place_of(listed));
  if (!finding.frames.empty()) {
    write_row(out, "frames", html_text(frames_text(listed.all_frames, listed.places)));
    write_row(
        out, "in Wireshark",
        fmt::format("<code class=\"select\">{}</code>", html_text(wireshark_filter(finding))));
  }
  if (!listed.standing.counts())
    write_row(out, "does not count", html_text(listed.standing.text()));
  write_row(out, "certainty", to_text(finding.certainty));
  for (const auto& [key, value] : finding.evidence.entries())
    if (!compared(key))
      write_row(out, readable(key), evidence_text(value, listed.capture.vpn_names));
  write_row(out, "rule",
            fmt::format("<a href=\"#rule-{0}\">{0}</a>: {1}", finding.rule->id,
                        html_text(finding.rule->title)));
  if (first_of_rule) write_row(out, "what to do", html_text(finding.rule->advice));
  write_row(out, "fingerprint", fmt::format("<code>{}</code>", listed.fingerprint));
  out << "</dl></div>";
}

void write_finding(std::ostream& out, const ListedFinding& listed, bool first_of_rule) {
  const auto& finding = listed.finding;
  out << fmt::format(
      "<details class=\"finding {0}{6}\" data-severity=\"{0}\" data-rule=\"{1}\" "
      "data-capture=\"{2}\"><summary><span class=\"sev\">{0}</span><code>{1}</code>"
      "<span class=\"msg\">{3}{4}</span><span class=\"count\">{5}</span></summary>",
      to_text(finding.severity), finding.rule->id, listed.capture_index,
      html_text(listed.message()),
      finding.certainty == rules::Certainty::inferred ? " (inferred)" : "",
      finding.count > 1 ? fmt::format("&times;&#8239;{}", with_commas(finding.count)) : "",
      listed.standing.counts() ? "" : " quiet");
  write_body(out, listed, first_of_rule);
  out << "</details>\n";
}

// Hidden until the script shows that it runs.
void write_filters(std::ostream& out, const AuditReport& report,
                   const std::map<std::string_view, std::size_t>& per_rule) {
  out << "<form id=\"filters\" class=\"filters\" hidden><fieldset aria-label=\"Severity\">";
  for (const auto severity : severities)
    out << fmt::format(
        "<label><input type=\"checkbox\" name=\"severity\" value=\"{0}\" checked> {0}</label>",
        to_text(severity));
  out << "</fieldset><div class=\"field\"><label for=\"by-rule\">Rule</label>"
         "<select id=\"by-rule\" name=\"rule\"><option value=\"\">all rules</option>";
  for (const auto& [rule, count] : per_rule)
    out << fmt::format("<option value=\"{0}\">{0} ({1})</option>", rule, count);
  out << "</select></div>";
  std::vector<const CaptureFile*> files;
  each_file(report, [&](const CaptureFile& file, const CaptureReport&) { files.push_back(&file); });
  if (files.size() > 1) {
    out << "<div class=\"field\"><label for=\"by-capture\">Capture</label><select "
           "id=\"by-capture\" name=\"capture\"><option value=\"\">all captures</option>";
    for (std::size_t i = 0; i < std::min(files.size(), most_options); ++i)
      out << fmt::format("<option value=\"{}\">{}</option>", i, html_text(files[i]->path));
    out << "</select></div>";
  }
  out << "<div class=\"field\"><label for=\"by-text\">Text</label><input type=\"search\" "
         "id=\"by-text\" name=\"text\" autocomplete=\"off\" placeholder=\"words, addresses, "
         "SPIs\"></div><button type=\"reset\">Show all</button><output id=\"count\" "
         "aria-live=\"polite\"></output></form>\n";
}

}  // namespace

void write_findings(std::ostream& out, const AuditReport& report) {
  std::map<std::string_view, std::size_t> per_rule;
  std::size_t all = 0;
  each_listed(report, [&](const ListedFinding& listed) {
    ++per_rule[listed.finding.rule->id];
    ++all;
  });
  out << fmt::format("<section id=\"findings\"><h2>Findings <small>{}</small></h2>\n",
                     counted(all, "finding"));
  if (all == 0) {
    out << "<p>Nothing was found in what could be seen.</p></section>\n";
    return;
  }
  write_filters(out, report, per_rule);
  out << "<div id=\"list\">\n";
  std::set<const rules::RuleInfo*> advised;
  std::size_t written = 0;
  for (const auto severity : severities)
    each_listed(report, [&](const ListedFinding& listed) {
      if (listed.finding.severity != severity) return;
      if (written != 0 && written % most_at_once == 0)
        out << (written == most_at_once ? "<template>\n" : "</template><template>\n");
      write_finding(out, listed, advised.insert(listed.finding.rule).second);
      ++written;
    });
  out << (written > most_at_once ? "</template>" : "") << "</div></section>\n";
}

}  // namespace espect::report::html
