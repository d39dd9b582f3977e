// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/calendar.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/listed_finding.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/story.h"

// Captures, what became of their pairs of peers, and what could not be seen.
namespace espect::report::html {
namespace {

std::string_view step_name(story::Step step) {
  return step == story::Step::child_sa        ? "Child SA"
         : step == story::Step::large_packets ? "large packets"
                                              : to_text(step);
}

// "yes" and "no" of the style sheet; the step that broke is the only "no".
std::string_view step_class(const story::Tunnel& tunnel, story::Step step) {
  if (tunnel.broken_at == step) return "no";
  const auto answer = tunnel.at(step);
  const bool good = answer == story::Answer::yes || answer == story::Answer::both ||
                    answer == story::Answer::pass;
  return good ? "yes" : "";
}

void write_tunnel(std::ostream& out, const story::Tunnel& tunnel, const CaptureReport& capture,
                  std::uint32_t offset) {
  out << fmt::format("<div class=\"card\"><b>{}</b>", html_text(peers_text(tunnel)));
  for (const auto id : tunnel.ike_sas)
    if (id <= most_ike_sas)
      out << fmt::format(" <a href=\"#{}\">IKE SA {}</a>", ike_sa_anchor(id + offset), id + offset);
  out << fmt::format("<p>{}", html_text(story_text(tunnel, capture, offset)));
  if (tunnel.category) out << fmt::format(" <b>{}</b>", to_text(*tunnel.category));
  if (tunnel.broken_at)
    out << (tunnel.category ? "; " : " ")
        << (tunnel.who.empty() ? "who has to look is " : "look at ")
        << html_text(story::who_has_to_look(tunnel));
  out << "</p>\n<ul class=\"steps\">";
  for (std::size_t i = 0; i < story::step_count; ++i) {
    const auto step = static_cast<story::Step>(i);
    out << fmt::format("<li class=\"{}\">{}: {}</li>", step_class(tunnel, step), step_name(step),
                       to_text(tunnel.at(step)));
  }
  out << "</ul></div>\n";
}

}  // namespace

void write_captures(std::ostream& out, const AuditReport& report) {
  std::map<const CaptureReport*, std::array<std::uint64_t, 4>> found;
  each_listed(report, [&](const ListedFinding& listed) {
    if (listed.standing.counts())
      ++found[&listed.capture][static_cast<std::size_t>(listed.finding.severity)];
  });
  out << "<section id=\"captures\"><h2>Captures</h2>\n<div class=\"scroll\"><table><thead><tr>"
         "<th>File</th><th>From</th><th class=\"num\">Packets</th><th class=\"num\">IPsec</th>"
         "<th class=\"num\">IKE SAs</th><th class=\"num\">Flows</th><th class=\"num\">High</th>"
         "<th class=\"num\">Medium</th><th class=\"num\">Low</th><th class=\"num\">Info</th>"
         "</tr></thead><tbody>\n";
  for (const auto& capture : report.captures) {
    out << fmt::format("<tr><td class=\"path\">{}", html_text(capture.path));
    if (!capture.problem.empty())
      out << fmt::format("<br><span class=\"bad\">{}</span>", html_text(capture.problem));
    out << fmt::format("</td><td>{}</td>{}{}{}{}",
                       capture.packets > 0 ? calendar_text(capture.first_time) + " UTC" : "",
                       number_cell(capture.packets), number_cell(capture.ipsec_packets),
                       number_cell(capture.sessions->ike_sas().size()),
                       number_cell(capture.sessions->flows().size()));
    for (std::size_t severity = 4; severity-- > 0;) out << number_cell(found[&capture][severity]);
    out << "</tr>\n";
  }
  out << "</tbody></table></div></section>\n";
}

void write_tunnels(std::ostream& out, const AuditReport& report) {
  constexpr std::size_t most = 200;
  const auto offsets = ike_sa_offsets(report);
  out << "<section id=\"tunnels\"><h2>What became of each pair of peers</h2>\n";
  std::size_t all = 0;
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    for (const auto& tunnel : story::tunnels(*capture.sessions, *capture.findings))
      if (++all <= most) write_tunnel(out, tunnel, capture, offsets[i]);
  }
  if (all == 0) out << "<p class=\"dim\">No pair of peers was seen.</p>\n";
  write_rest(out, all, most);
  out << "</section>\n";
}

void write_coverage(std::ostream& out, const AuditReport& report) {
  out << "<section id=\"unseen\"><h2>What could not be seen</h2>\n";
  const auto notes = coverage_notes(report);
  if (notes.empty())
    out << fmt::format("<p>Nothing is known to be missing: {}.</p>",
                       html_text(grounds_text(report)));
  else
    out << "<div class=\"card\"><ul>";
  for (const auto& note : notes) out << fmt::format("<li>{}</li>\n", html_text(note));
  out << (notes.empty() ? "" : "</ul></div>") << "</section>\n";
}

}  // namespace espect::report::html
