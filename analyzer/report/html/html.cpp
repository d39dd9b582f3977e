// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

#include <fmt/format.h>

#include "analyzer/report/embedded.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/version.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/reported_finding.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

using namespace html;

void write_tile(std::ostream& out, std::uint64_t count, std::string_view severity) {
  out << fmt::format("<li class=\"{0}{1}\"><b>{2}</b><span>{0}</span></li>", severity,
                     count == 0 ? " zero" : "", with_commas(count));
}

void write_header(std::ostream& out, const AuditReport& report) {
  const auto summary = summarize(report);
  const auto suppressed = suppressed_text(summary.suppressed);
  std::uint64_t packets = 0;
  for (const auto& capture : report.captures) packets += capture.packets;
  out << fmt::format(
      "<header><div><h1>{}</h1>\n<p class=\"lead\">{} &middot; {} packets &middot; exit status {} "
      "(--fail-on {}){}</p></div>\n<ul class=\"tiles\">",
      report.captures.size() == 1 ? html_text(report.captures.front().path) : "IPsec audit",
      counted(report.captures.size(), "capture"), with_commas(packets), summary.exit,
      threshold_text(report),
      suppressed.empty() ? "" : fmt::format(" &middot; not counted: {}", suppressed));
  write_tile(out, summary.high, "high");
  write_tile(out, summary.medium, "medium");
  write_tile(out, summary.low, "low");
  write_tile(out, summary.info, "info");
  out << "</ul></header>\n";
}

void write_navigation(std::ostream& out, const AuditReport& report) {
  constexpr std::array<std::pair<const char*, const char*>, 9> places{{{"captures", "Captures"},
                                                                       {"tunnels", "Tunnels"},
                                                                       {"findings", "Findings"},
                                                                       {"ike", "IKE SAs"},
                                                                       {"esp", "ESP and AH"},
                                                                       {"inventory", "Inventory"},
                                                                       {"hop", "Hop"},
                                                                       {"rules", "Rules"},
                                                                       {"unseen", "Not seen"}}};
  out << "<nav aria-label=\"Parts of the report\"><ul>";
  for (const auto& [anchor, name] : places)
    if (report.hop || anchor != std::string_view("hop"))
      out << fmt::format("<li><a href=\"#{}\">{}</a></li>", anchor, name);
  out << "</ul></nav>\n";
}

void write_content(std::ostream& out, const AuditReport& report) {
  write_header(out, report);
  write_navigation(out, report);
  out << "<main>\n";
  html::write_captures(out, report);
  html::write_tunnels(out, report);
  html::write_findings(out, report);
  html::write_ike_sas(out, report);
  html::write_flows(out, report);
  html::write_inventory(out, report);
  html::write_hop(out, report);
  html::write_rules(out, report);
  html::write_coverage(out, report);
  out << fmt::format(
      "</main>\n<footer><p>espect {}, policy {}</p><p class=\"keys\"><kbd>/</kbd> search, "
      "<kbd>j</kbd> <kbd>k</kbd> next and previous finding, <kbd>Enter</kbd> opens it.</p>"
      "</footer>\n",
      version, html_text(report.policy));
}

}  // namespace

void write_html(const AuditReport& report, std::ostream& out) {
  const auto& style = embedded("page.css");
  const auto& script = embedded("page.js");
  std::string_view frame = embedded("page.html").text;
  // What stands in the frame in braces, in any order.
  while (true) {
    const auto start = frame.find("{{");
    out << frame.substr(0, start);
    if (start == std::string_view::npos) return;
    const auto end = frame.find("}}", start);
    const auto name = frame.substr(start + 2, end - start - 2);
    frame.remove_prefix(end + 2);
    if (name == "style") out << style.text;
    if (name == "style hash") out << style.hash;
    if (name == "script") out << script.text;
    if (name == "script hash") out << script.hash;
    if (name == "version") out << version;
    if (name == "title")
      out << (report.captures.size() == 1 ? html_text(report.captures.front().path) : "IPsec audit")
          << " - espect";
    if (name == "content") write_content(out, report);
  }
}

}  // namespace espect::report
