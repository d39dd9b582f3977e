// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/dump.h"

#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/paint.h"
#include "ipsec/datagram/names.h"

namespace espect::report {
namespace {

std::string upper(std::string_view word) {
  std::string text(word);
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

void write_items(std::ostream& out, Paint paint, const std::vector<wire::Item>& items,
                 std::size_t depth) {
  for (const auto& item : items) {
    const std::string margin(2 * depth, ' ');
    const auto label = terminal_text(item.label);
    out << margin << (item.items.empty() ? label : paint(Tone::bold, label));
    if (!item.text.empty()) out << ": " << terminal_text(item.text);
    out << '\n';
    write_items(out, paint, item.items, depth + 1);
  }
}

}  // namespace

void write_dump_text(std::ostream& out, std::string_view protocol, const Datagram& datagram,
                     const wire::Printed& printed, bool colour) {
  const Paint paint(colour);
  const auto& path = datagram.path;
  const auto line = fmt::format("Frame {}: {} {} -> {}", datagram.frame, upper(protocol),
                                source_text(path), destination_text(path));
  out << paint(Tone::bold, terminal_text(line)) << "  " << paint(Tone::dim, to_text(datagram.time));
  if (!datagram.fragment_frames.empty())
    out << fmt::format("  (IP fragments in frames {})", fmt::join(datagram.fragment_frames, ", "));
  out << '\n';
  write_items(out, paint, printed.items, 1);
  if (printed.fault.problem != Problem::none)
    out << "  "
        << paint(Tone::bad, "cannot be read further: " + terminal_text(to_text(printed.fault)))
        << '\n';
}

}  // namespace espect::report
