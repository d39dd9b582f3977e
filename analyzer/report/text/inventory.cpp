// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/inventory.h"

#include <algorithm>
#include <ostream>
#include <span>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/quantum.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/text/tunnels.h"
#include "analyzer/report/words/lifetimes.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/quantum.h"
#include "analyzer/report/words/sa_groups.h"
#include "analyzer/report/words/sas_without_negotiation.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/rules/spi_text.h"

namespace espect::report {
namespace {

std::string seen_for(const Lifetime& life) {
  const auto milliseconds = life.milliseconds();
  return milliseconds ? fmt::format("{:.1f} s", static_cast<double>(*milliseconds) / 1000)
                      : "no end seen";
}

std::string replaces(const std::optional<std::uint32_t>& from, std::uint32_t offset,
                     const std::string& by) {
  return from ? fmt::format("{}, asked for by {}", *from + offset, by) : "-";
}

template <class Sas, class Row>
void write_sas(std::ostream& out, Paint paint, std::size_t width, const Sas& sas, Row&& row) {
  if (sas.size() == 0) return;
  Table table({{"id", true}, {"SPIs"}, {"state"}, {"seen for", true}, {"replaces", false, true}});
  const std::uint32_t shown = std::min<std::uint32_t>(sas.size(), max_table_rows);
  for (std::uint32_t i = 0; i < shown; ++i) table.add(row(sas[i]));
  table.write(out, paint, width);
  if (sas.size() > shown)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", sas.size() - shown))
        << '\n';
}

std::string ports_text(const std::vector<std::uint16_t>& ports) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < ports.size() && i < most; ++i)
    text += (text.empty() ? "" : ", ") + std::to_string(ports[i]);
  if (ports.size() > most) text += fmt::format(" and {} more", ports.size() - most);
  return text.empty() ? "-" : text;
}

void write_groups(std::ostream& out, Paint paint, std::size_t width,
                  const std::vector<SaGroup>& groups, std::uint32_t offset) {
  if (groups.empty()) return;
  out << '\n' << paint(Tone::bold, "Groups of Child SAs for the same traffic (RFC 9611)") << '\n';
  Table table({{"Child SAs"},
               {"number", true},
               {"said so"},
               {"UDP source ports"},
               {"selectors", false, true}});
  for (const auto& group : groups) {
    std::string ids;
    for (const auto* child : group.members)
      ids += (ids.empty() ? "" : ", ") + std::to_string(child->id + offset);
    table.add({{ids},
               {std::to_string(group.members.size())},
               {group.announced ? "yes" : "no"},
               {ports_text(group.ports)},
               {group.selectors()}});
  }
  table.write(out, paint, width);
}

// One row for each direction.
void write_without_negotiation(std::ostream& out, Paint paint, std::size_t width,
                               const std::vector<SaWithoutNegotiation>& sas) {
  if (sas.empty()) return;
  out << '\n'
      << paint(Tone::bold,
               counted(sas.size(), "ESP or AH SA") + " without a negotiation that was read")
      << '\n';
  Table table({{""},
               {"SPI"},
               {"source -> destination"},
               {"packets", true},
               {"proven by"},
               {"protection", false, true}});
  const auto shown = std::min(sas.size(), max_table_rows);
  for (const auto& sa : std::span(sas).first(shown))
    table.add({{std::string(display_name(sa.flow->protocol))},
               {spi_text(*sa.flow)},
               {fmt::format("{} -> {}", to_text(sa.flow->path.source),
                            to_text(sa.flow->path.destination))},
               {std::to_string(sa.packets)},
               {std::string(display_name(sa.protection.by))},
               {protection_text(sa), sa.proven() ? Tone::plain : Tone::caution}});
  table.write(out, paint, width);
  if (sas.size() > shown)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", sas.size() - shown))
        << '\n';
  out << "  "
      << wrapped(
             "Where their keys come from is not known, so nothing says whether they resist a "
             "quantum computer.",
             2, width)
      << '\n';
}

}  // namespace

void write_inventory_text(const AuditReport& report, std::ostream& out, TextStyle style) {
  const Paint paint(style.colour);
  const auto width = static_cast<std::size_t>(std::clamp(style.width, 40, 1000));
  const auto ike = ike_sa_offsets(report);
  const auto children = child_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    out << paint(Tone::bold, terminal_text(capture.path)) << '\n';
    write_tunnels(out, paint, capture, ike[i], width);
    write_ike_sas(out, paint, capture, report.gate, ike[i], width);
    write_child_sas(out, paint, capture, ike[i], width);
    if (capture.sessions->ike_sas().size() != 0)
      out << '\n' << paint(Tone::bold, "Lifetimes of IKE SAs, as seen") << '\n';
    write_sas(out, paint, width, capture.sessions->ike_sas(),
              [&](const sessions::IkeSa& sa) -> std::vector<Cell> {
                return {{std::to_string(sa.id + ike[i])},
                        {fmt::format("{:016x} {:016x}", sa.spi_i, sa.spi_r)},
                        {state_text(sa)},
                        {seen_for(lifetime(sa))},
                        {replaces(sa.rekeyed_from, ike[i], rekeyed_by(sa))}};
              });
    if (capture.sessions->child_sas().size() != 0)
      out << '\n' << paint(Tone::bold, "Lifetimes of Child SAs, as seen") << '\n';
    write_sas(out, paint, width, capture.sessions->child_sas(),
              [&](const sessions::ChildSa& child) -> std::vector<Cell> {
                return {{std::to_string(child.id + children[i])},
                        {rules::spis_text(child)},
                        {std::string(to_text(child.state))},
                        {seen_for(lifetime(child))},
                        {replaces(child.rekeyed_from, children[i], rekeyed_by(child))}};
              });
    write_groups(out, paint, width, sa_groups(*capture.sessions), children[i]);
    write_without_negotiation(out, paint, width, sas_without_negotiation(*capture.sessions));
    out << '\n';
  }
  write_quantum(out, paint, report, width);
  const auto notes = inventory_notes(report);
  if (notes.empty()) return;
  out << paint(Tone::bold, "What could not be seen") << '\n';
  for (const auto& note : notes) out << "  - " << wrapped(terminal_text(note), 4, width) << '\n';
}

}  // namespace espect::report
