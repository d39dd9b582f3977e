// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/cures.h"
#include "analyzer/report/words/listed_finding.h"

// Why each rule that found something matters, once.
namespace espect::report::html {
namespace {

// html_text shows a line break as what it is; here lines are lines.
std::string lines_text(std::string_view lines) {
  std::string text;
  for (;;) {
    const auto end = lines.find('\n');
    text += html_text(lines.substr(0, end));
    if (end == std::string_view::npos) return text;
    text += '\n';
    lines.remove_prefix(end + 1);
  }
}

}  // namespace

void write_rules(std::ostream& out, const AuditReport& report) {
  std::map<std::string_view, const rules::RuleInfo*> found;
  each_listed(report, [&](const ListedFinding& listed) {
    found.emplace(listed.finding.rule->id, listed.finding.rule);
  });
  if (found.empty()) return;
  out << "<section id=\"rules\"><h2>Rules that found something</h2>\n";
  for (const auto& [id, rule] : found) {
    out << fmt::format(
        "<details class=\"rule\" id=\"rule-{0}\"><summary><code>{0}</code> {1}</summary><h3>Why it "
        "matters</h3><p>{2}</p><h3>What to do</h3><p>{3}</p>",
        id, html_text(rule->title), html_text(rule->why), html_text(rule->advice));
    for (const auto& cure : cures_of(id))
      out << fmt::format("<h3>{}</h3><pre>{}</pre><p class=\"dim\">{}</p>", html_text(cure.product),
                         lines_text(cure.lines), html_text(cure.source));
    const char* separator = "<p class=\"dim\">";
    for (const auto spec : rule->specs) {
      if (spec.empty()) continue;
      out << separator << html_text(spec);
      separator = ", ";
    }
    out << (rule->specs.front().empty() ? "" : "</p>") << "</details>\n";
  }
  out << "</section>\n";
}

}  // namespace espect::report::html
