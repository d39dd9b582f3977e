// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace espect::registry {

struct CsvRecord {
  unsigned line;  // where it starts, 1-based
  std::vector<std::string> fields;
};

// RFC 4180: quoted fields hold commas, line ends and doubled quotes. LF or CRLF ends a record;
// empty lines are passed over, and so are a byte order mark and the guard of csv_field(). The error
// is "line 3: reason".
tl::expected<std::vector<CsvRecord>, std::string> parse_csv(std::string_view text);

// The field as it stands in a record: in quotes where its text needs them, and with a "'" in front
// where a spreadsheet would take it for a formula.
std::string csv_field(std::string_view text);

}  // namespace espect::registry
