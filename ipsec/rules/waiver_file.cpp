// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/waiver_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/registry/csv.h"
#include "ipsec/rules/rule_word.h"

namespace espect::rules {
namespace {

constexpr std::array<std::string_view, 6> columns{"rule",   "peers", "fingerprint",
                                                  "reason", "owner", "expires"};

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

int number(std::string_view digits) {
  int value = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? value : -1;
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  return year >= 1970 && month > 0 && day > 0 &&
         std::chrono::year_month_day{std::chrono::year{year},
                                     std::chrono::month{static_cast<unsigned>(month)},
                                     std::chrono::day{static_cast<unsigned>(day)}}
             .ok();
}

bool is_fingerprint(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const auto start = text.find_first_not_of(' ');
    if (start == std::string_view::npos) return words;
    const auto end = std::min(text.find(' ', start), text.size());
    words.emplace_back(text.substr(start, end - start));
    text.remove_prefix(end);
  }
}

// What is wrong with it; empty = nothing.
std::vector<std::string> problems(const Waiver& waiver) {
  std::vector<std::string> found;
  if (!names_any(waiver.rule)) found.push_back(no_such_rule(waiver.rule));
  if (!waiver.fingerprint.empty() && !is_fingerprint(waiver.fingerprint))
    found.push_back(
        fmt::format("fingerprint '{}' is not 32 hexadecimal digits", waiver.fingerprint));
  if (blank(waiver.reason)) found.emplace_back("no reason: a waiver says why");
  if (blank(waiver.owner)) found.emplace_back("no owner: a waiver says who answers for it");
  if (!is_day(waiver.expires))
    found.push_back(fmt::format("expires '{}' is no day; write it as 2027-01-31", waiver.expires));
  return found;
}

}  // namespace

tl::expected<std::vector<Waiver>, std::vector<std::string>> parse_waivers(std::string_view text,
                                                                          std::string_view name,
                                                                          std::string_view today) {
  std::vector<std::string> errors;
  const auto records = registry::parse_csv(text);
  if (!records) return tl::unexpected(std::vector{fmt::format("{}: {}", name, records.error())});
  if (records->empty() || !std::ranges::equal(records->front().fields, columns))
    return tl::unexpected(std::vector{
        fmt::format("{}: line 1: the header must be {}", name, fmt::join(columns, ","))});
  std::vector<Waiver> waivers;
  for (auto record = records->begin() + 1; record != records->end(); ++record) {
    const auto& field = record->fields;
    if (field.size() != columns.size()) {
      errors.push_back(fmt::format("{}: line {}: {} fields, the header has {}", name, record->line,
                                   field.size(), columns.size()));
      continue;
    }
    Waiver waiver{field[0], words_of(field[1]), field[2],         field[3],
                  field[4], field[5],           field[5] < today, record->line};
    for (const auto& problem : problems(waiver))
      errors.push_back(fmt::format("{}: line {}: {}", name, record->line, problem));
    waivers.push_back(std::move(waiver));
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return waivers;
}

}  // namespace espect::rules
