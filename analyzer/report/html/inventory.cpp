// SPDX-License-Identifier: GPL-2.0-or-later
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/lifetimes.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/quantum.h"
#include "analyzer/report/words/sas_without_negotiation.h"
#include "ipsec/datagram/names.h"
#include "ipsec/rules/spi_text.h"

// What is in use: pairs of peers and their standing, Child SAs and how long they were seen, SAs
// that nobody negotiated here.
namespace espect::report::html {
namespace {

constexpr std::size_t most_rows = 300;

std::string_view safe_text(std::optional<bool> safe) {
  return !safe ? "not known" : *safe ? "yes" : "no";
}

void write_quantum(std::ostream& out, const AuditReport& report) {
  const auto pairs = quantum_summary(report);
  if (pairs.empty()) return;
  out << "<h3>Quantum resistance</h3>\n<div class=\"scroll\"><table><thead><tr><th>Peers</th><th>"
         "Safe</th><th>Standing</th><th>Methods</th><th>Why</th></tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (const auto& pair : pairs)
    if (++shown <= most_rows)
      out << fmt::format(
          "<tr><td>{} &rarr; {}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
          html_text(pair.initiator), html_text(pair.responder), safe_text(pair.safe),
          to_text(pair.standing), html_text(pair.methods), html_text(pair.message));
  out << "</tbody></table></div>\n";
  write_rest(out, pairs.size(), most_rows);
}

std::string seen_for(const sessions::ChildSa& child) {
  const auto milliseconds = lifetime(child).milliseconds();
  return milliseconds ? fmt::format("{:.1f} s", static_cast<double>(*milliseconds) / 1000)
                      : "no end seen";
}

std::string protection(const sessions::ChildSa& child) {
  const auto chosen = algorithms(child.selection);
  std::string text = chosen.encr.value_or("no encryption");
  if (chosen.encr_key_bits) text += fmt::format("-{}", *chosen.encr_key_bits);
  if (chosen.integ) text += " " + *chosen.integ;
  for (const auto& exchange : key_exchanges(child)) text += " " + exchange.name;
  return text;
}

void write_child(std::ostream& out, const sessions::ChildSa& child, const CaptureReport& capture,
                 std::uint32_t ike_offset) {
  out << fmt::format(
      "<tr><td>{}</td><td><a href=\"#{}\">{}</a></td><td class=\"mono\">{}</td>"
      "<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{} == {}</td></tr>\n",
      to_text(child.protocol), ike_sa_anchor(child.ike_sa + ike_offset), child.ike_sa + ike_offset,
      rules::spis_text(child), to_text(child.state), to_text(child.mode), seen_for(child),
      html_text(protection(child)), html_text(selectors_text(child.ts_i, capture)),
      html_text(selectors_text(child.ts_r, capture)));
}

void write_children(std::ostream& out, const AuditReport& report) {
  const auto offsets = ike_sa_offsets(report);
  std::size_t all = 0;
  for (const auto& capture : report.captures) all += capture.sessions->child_sas().size();
  if (all == 0) {
    out << "<p class=\"dim\">No negotiation of a Child SA was opened.</p>\n";
    return;
  }
  out << "<h3>Child SAs</h3>\n<div class=\"scroll\"><table><thead><tr><th></th><th>IKE SA</th><th>"
         "SPIs</th><th>State</th><th>Mode</th><th>Seen for</th><th>Protection</th><th>Traffic "
         "selectors</th></tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    report.captures[i].sessions->child_sas().for_each([&](const auto& child) {
      if (++shown <= most_rows) write_child(out, child, report.captures[i], offsets[i]);
    });
  out << "</tbody></table></div>\n";
  write_rest(out, all, most_rows);
}

void write_without_negotiation(std::ostream& out, const AuditReport& report) {
  std::size_t all = 0;
  each_sa_without_negotiation(report, [&](const SaWithoutNegotiation& sa, auto, auto) {
    if (++all == 1)
      out << "<h3>ESP and AH SAs without a negotiation that was read</h3>\n<p class=\"dim\">Where "
             "their keys come from is not known, so nothing says whether they resist a quantum "
             "computer.</p>\n<div class=\"scroll\"><table><thead><tr><th></th><th>SPI</th><th>"
             "Path</th><th>Packets</th><th>Proven by</th><th>Protection</th></tr></thead><tbody>\n";
    if (all > most_rows) return;
    out << fmt::format(
        "<tr><td>{}</td><td class=\"mono\">{}</td><td>{} &rarr; {}</td><td>{}</td><td>{}</td>"
        "<td>{}</td></tr>\n",
        display_name(sa.flow->protocol), spi_text(*sa.flow), to_text(sa.flow->path.source),
        to_text(sa.flow->path.destination), sa.packets, display_name(sa.protection.by),
        html_text(protection_text(sa)));
  });
  if (all == 0) return;
  out << "</tbody></table></div>\n";
  write_rest(out, all, most_rows);
}

}  // namespace

void write_inventory(std::ostream& out, const AuditReport& report) {
  out << "<section id=\"inventory\"><h2>Inventory</h2>\n";
  write_quantum(out, report);
  write_children(out, report);
  write_without_negotiation(out, report);
  out << "</section>\n";
}

}  // namespace espect::report::html
