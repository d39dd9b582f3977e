// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/vpn_names.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "ipsec/registry/csv.h"

namespace espect::report {
namespace {

std::optional<std::uint32_t> number_of(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x")) {
    base = 16;
    text.remove_prefix(2);
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

tl::expected<VpnNames, std::string> parse_vpn_names(std::string_view text, std::string_view file) {
  const auto records = registry::parse_csv(text);
  if (!records) return tl::unexpected(fmt::format("{}: {}", file, records.error()));
  if (records->empty() || records->front().fields != std::vector<std::string>{"vpn_id", "name"})
    return tl::unexpected(fmt::format("{}: line 1: the header must be vpn_id,name", file));
  VpnNames names;
  std::string errors;
  for (auto record = records->begin() + 1; record != records->end(); ++record) {
    const auto& fields = record->fields;
    const auto number = fields.size() == 2 ? number_of(fields[0]) : std::nullopt;
    std::string wrong;
    if (fields.size() != 2)
      wrong = fmt::format("{} fields, the header has 2", fields.size());
    else if (!number)
      wrong = fmt::format("'{}' is no number of 32 bits", fields[0]);
    else if (fields[1].empty())
      wrong = "the name is empty";
    else if (!names.emplace(*number, fields[1]).second)
      wrong = fmt::format("VPN-ID {} has a name already", *number);
    if (!wrong.empty())
      errors +=
          fmt::format("{}{}: line {}: {}", errors.empty() ? "" : "\n", file, record->line, wrong);
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return names;
}

}  // namespace espect::report
