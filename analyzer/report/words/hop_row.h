// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "analyzer/report/words/audit_report.h"

// What the hop did to one SA and direction, as a row for people, the same in every form of the
// report that has tables.
namespace espect::report {

inline constexpr std::array<std::string_view, 11> hop_columns{
    "",           "SPI",       "way",
    "entered",    "left",      "lost",
    "duplicated", "reordered", "delay min / median / max",
    "addresses",  "also"};
inline constexpr std::size_t first_hop_number = 3;  // columns of numbers
inline constexpr std::size_t last_hop_number = 7;

// A cell for each column. The numbers are of packets that were judged, "-" where none was: what was
// not stands under "also".
std::array<std::string, hop_columns.size()> hop_row(const sessions::HopSa& sa);

// "406 IPsec packets before, 369 after, 369 of them the same; ..."
std::string hop_packets_text(const sessions::Hop& hop);

inline constexpr std::string_view hop_title = "What the hop between the two captures did";

}  // namespace espect::report
