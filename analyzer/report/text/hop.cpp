// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/hop.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/words/hop_names.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

using sessions::HopSa;

std::string milliseconds(std::int64_t nanoseconds) {
  return fmt::format("{:.3f}", static_cast<double>(nanoseconds) / 1e6);
}

std::string delay_text(const HopSa& sa) {
  if (!sa.delay) return "-";
  return fmt::format("{} / {} / {} ms", milliseconds(sa.delay->min), milliseconds(sa.delay->median),
                     milliseconds(sa.delay->max));
}

std::string protocol_text(sessions::HopProtocol protocol) {
  std::string text(to_text(protocol));
  std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(c & ~0x20); });
  return text;
}

std::string path_text(const HopSa& sa) {
  const auto one = [](const Path& path) {
    return fmt::format("{} -> {}", to_text(path.source), to_text(path.destination));
  };
  if (!sa.entry) return one(*sa.exit);
  const bool same = !sa.exit || (sa.entry->source == sa.exit->source &&
                                 sa.entry->destination == sa.exit->destination);
  return same ? one(*sa.entry) : one(*sa.entry) + ", leaves as " + one(*sa.exit);
}

// Nothing may tell which way: neither hop limits nor clocks, nor others between the addresses.
std::string way_text(const HopSa& sa) {
  const bool assumed = sa.direction_by == sessions::DirectionBy::assumed;
  return fmt::format("{}{}", sa.towards_after ? "before -> after" : "after -> before",
                     assumed ? ", assumed" : "");
}

Cell count_cell(std::uint64_t count, Tone when_any) {
  return {std::to_string(count), count > 0 ? when_any : Tone::plain};
}

// What is rare stands below the row.
std::string rest_text(const HopSa& sa) {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count != 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
  };
  add(sa.corrupted, "corrupted");
  add(sa.appeared, "that never entered");
  add(sa.fragmented, "fragmented");
  add(sa.refragmented, "fragmented anew");
  add(sa.reassembled, "reassembled");
  add(sa.dscp_changed, "with another DSCP");
  add(sa.captured_twice, "captured twice");
  if (sa.reordered != 0) add(sa.max_late, "numbers late at worst");
  return text;
}

}  // namespace

void write_hop(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  if (!report.hop) return;
  const auto& hop = *report.hop;
  out << paint(Tone::bold, "What the hop between the two captures did") << '\n';
  out << "  "
      << wrapped(fmt::format("{} before, {} after, {} of them the same; {} and {} IP packets with "
                             "fragments missing",
                             counted(hop.packets[0], "IPsec packet"), hop.packets[1], hop.matched,
                             hop.incomplete[0], hop.incomplete[1]),
                 2, width)
      << "\n";
  Table table({{""},
               {"SPI"},
               {"way"},
               {"entered", true},
               {"left", true},
               {"lost", true},
               {"duplicated", true},
               {"reordered", true},
               {"delay min / median / max"},
               {"addresses", false, true},
               {"also", false, true}});
  const auto shown = std::min(hop.sas.size(), max_table_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& sa = hop.sas[i];
    table.add({{protocol_text(sa.protocol)},
               {hop_spi_text(sa)},
               {way_text(sa)},
               {std::to_string(sa.entered)},
               {std::to_string(sa.left)},
               count_cell(sa.lost, Tone::bad),
               count_cell(sa.duplicated, Tone::caution),
               count_cell(sa.reordered, Tone::caution),
               {delay_text(sa)},
               {path_text(sa)},
               {rest_text(sa)}});
  }
  table.write(out, paint, width);
  if (hop.sas.size() > shown)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", hop.sas.size() - shown))
        << '\n';
  out << '\n';
}

}  // namespace espect::report
