// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/hop_row.h"

#include <algorithm>

#include <fmt/format.h>

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

// What is rare.
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
  add(sa.outside_entry, "more entered at a time that the other capture may not cover");
  add(sa.outside_exit, "more left at a time that the other capture may not cover");
  if (sa.unseen != 0)
    text += counted(sa.unseen, "packet") +
            " not judged: the other capture holds none of this direction";
  return text;
}

}  // namespace

std::array<std::string, hop_columns.size()> hop_row(const HopSa& sa) {
  const auto number = [&](std::uint64_t count) {
    return sa.unseen != 0 ? std::string("-") : std::to_string(count);
  };
  return {protocol_text(sa.protocol),
          hop_spi_text(sa),
          way_text(sa),
          number(sa.entered - sa.outside_entry),
          number(sa.left - sa.outside_exit),
          number(sa.lost),
          number(sa.duplicated),
          number(sa.reordered),
          delay_text(sa),
          path_text(sa),
          rest_text(sa)};
}

std::string hop_packets_text(const sessions::Hop& hop) {
  return fmt::format(
      "{} before, {} after, {} of them the same; {} and {} IP packets with fragments missing",
      counted(hop.packets[0], "IPsec packet"), hop.packets[1], hop.matched, hop.incomplete[0],
      hop.incomplete[1]);
}

}  // namespace espect::report
