// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/csv.h"

#include <utility>

#include <fmt/format.h>

namespace espect::registry {
namespace {

// For a spreadsheet; one that has the guard already gets another, so that reading takes off what
// writing put on.
bool is_formula(std::string_view field) {
  const auto at = field.find_first_not_of('\'');
  return at != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(field[at]) != std::string_view::npos;
}

std::string without_guard(std::string field) {
  if (field.starts_with('\'') && is_formula(field)) field.erase(0, 1);
  return field;
}

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  tl::expected<std::vector<CsvRecord>, std::string> parse() {
    std::vector<CsvRecord> records;
    while (!rest_.empty()) {
      if (end_of_line()) continue;
      CsvRecord record{line_, {}};
      while (true) {
        auto field = next_field();
        if (!field) return tl::make_unexpected(std::move(field.error()));
        record.fields.push_back(without_guard(std::move(*field)));
        if (rest_.empty() || end_of_line()) break;
        rest_.remove_prefix(1);  // a comma: a field ends nowhere else
      }
      records.push_back(std::move(record));
    }
    return records;
  }

 private:
  bool at_line_end() const { return rest_.starts_with('\n') || rest_.starts_with("\r\n"); }

  bool end_of_line() {
    if (!at_line_end()) return false;
    rest_.remove_prefix(rest_.front() == '\r' ? 2 : 1);
    ++line_;
    return true;
  }

  tl::unexpected<std::string> fail(const char* reason) const {
    return tl::make_unexpected(fmt::format("line {}: {}", line_, reason));
  }

  tl::expected<std::string, std::string> next_field() {
    if (rest_.starts_with('"')) return quoted_field();
    std::string field;
    while (!rest_.empty() && rest_.front() != ',' && !at_line_end()) {
      if (rest_.front() == '"') return fail("quote inside a field that does not begin with one");
      field += rest_.front();
      rest_.remove_prefix(1);
    }
    return field;
  }

  tl::expected<std::string, std::string> quoted_field() {
    const unsigned start = line_;
    std::string field;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char character = rest_.front();
      rest_.remove_prefix(1);
      if (character == '"') {
        if (!rest_.starts_with('"')) {
          if (!rest_.empty() && rest_.front() != ',' && !at_line_end())
            return fail("text after a closing quote");
          return field;
        }
        rest_.remove_prefix(1);
      } else if (character == '\n') {
        ++line_;
      }
      field += character;
    }
    line_ = start;
    return fail("quote is never closed");
  }

  std::string_view rest_;
  unsigned line_ = 1;
};

}  // namespace

tl::expected<std::vector<CsvRecord>, std::string> parse_csv(std::string_view text) {
  return CsvParser(text).parse();
}

std::string csv_field(std::string_view text) {
  std::string field = is_formula(text) ? "'" : "";
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return field.append(text);
  field.insert(0, 1, '"');
  for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
  return field + '"';
}

}  // namespace espect::registry
