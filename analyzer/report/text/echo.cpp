// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"

namespace espect::report {
namespace {

std::string milliseconds(const sessions::EchoPath& path) {
  if (path.answered() == 0) return "-";
  const double average = path.total_seconds / static_cast<double>(path.answered());
  return fmt::format("{:.1f} / {:.1f} / {:.1f}", path.least_seconds * 1000, average * 1000,
                     path.most_seconds * 1000);
}

}  // namespace

void write_echoes(std::ostream& out, Paint paint, const CaptureReport& capture, std::size_t width) {
  const auto& paths = capture.sessions->echo_paths();
  if (paths.empty()) return;
  Table table({{"from"},
               {"to"},
               {"carried"},
               {"last form"},
               {"requests", true},
               {"answered", true},
               {"unanswered", true},
               {"round trip ms, least / average / most", true}});
  const std::size_t shown = std::min<std::size_t>(paths.size(), max_table_rows);
  for (std::size_t at = 0; at < shown; ++at) {
    const auto& path = paths[at];
    table.add({{to_text(path.requester)},
               {to_text(path.responder)},
               {path.in_clear ? "in the clear" : "inside SAs"},
               {std::string(to_text(path.form))},
               {std::to_string(path.requests)},
               {std::to_string(path.answered())},
               {std::to_string(path.unanswered)},
               {milliseconds(path)}});
  }
  out << '\n' << paint(Tone::bold, "ESP echo (experimental numbers)") << '\n';
  table.write(out, paint, width);
  if (paths.size() > shown)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", paths.size() - shown))
        << '\n';
}

void write_vpn_ids(std::ostream& out, Paint paint, const CaptureReport& capture,
                   std::size_t width) {
  const auto& names = capture.vpn_names;
  std::vector<Column> columns{
      {"SPI"}, {"destination"}, {"VPN-ID", true}, {"packets", true}, {"left of window", true}};
  if (!names.empty()) columns.push_back({"name"});
  Table table(columns);
  std::size_t known = 0;
  capture.sessions->flows().for_each([&](const sessions::EspFlow& flow) {
    if (flow.vpn_ids == nullptr) return;
    for (const auto& [id, counters] : *flow.vpn_ids)
      if (known++ < max_table_rows) {
        std::vector<Cell> row{{fmt::format("0x{:08x}", flow.spi)},
                              {to_text(flow.path.destination)},
                              {std::to_string(id)},
                              {std::to_string(counters.packets)},
                              {std::to_string(counters.left_of_window)}};
        const auto name = names.find(id);
        if (!names.empty())
          row.push_back({name == names.end() ? "-" : terminal_text(name->second)});
        table.add(std::move(row));
      }
  });
  if (known == 0) return;
  out << '\n' << paint(Tone::bold, "VPNs that share an SA (experimental profile)") << '\n';
  table.write(out, paint, width);
  if (known > max_table_rows)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", known - max_table_rows))
        << '\n';
}

}  // namespace espect::report
