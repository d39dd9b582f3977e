// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/vpn_names.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "ipsec/bytes/text_file.h"
#include "ipsec/registry/csv.h"

namespace espect::registry {
namespace {

std::optional<std::uint32_t> vpn_id_of(std::string_view text) {
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

// Where numbers stand, and what is between those of a list.
struct Marker {
  std::string_view text;
  char between;
};
constexpr Marker markers[] = {{"VPN-ID ", ','}, {"TS_VPN_ID ", ' '}};
constexpr std::string_view marked_experimental = "(experimental) ";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The numbers at `at`, each with its name behind it; how far they go.
std::size_t name_list(std::string_view text, std::size_t at, char between, const VpnNames& names,
                      std::string& into) {
  while (true) {
    auto end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const auto number = vpn_id_of(text.substr(at, end - at));
    if (!number) return at;
    into += text.substr(at, end - at);
    if (const auto name = names.find(*number); name != names.end())
      into += fmt::format(" ({})", name->second);
    if (end + 1 >= text.size() || text[end] != between || !is_digit(text[end + 1])) return end;
    into += between;
    at = end + 1;
  }
}

}  // namespace

tl::expected<VpnNames, std::string> parse_vpn_names(std::string_view text, std::string_view file) {
  const auto records = parse_csv(text);
  if (!records) return tl::unexpected(fmt::format("{}: {}", file, records.error()));
  if (records->empty() || records->front().fields != std::vector<std::string>{"vpn_id", "name"})
    return tl::unexpected(fmt::format("{}: line 1: the header must be vpn_id,name", file));
  VpnNames names;
  std::string errors;
  for (auto record = records->begin() + 1; record != records->end(); ++record) {
    const auto& fields = record->fields;
    const auto number = fields.size() == 2 ? vpn_id_of(fields[0]) : std::nullopt;
    std::string wrong;
    if (fields.size() != 2)
      wrong = fmt::format("{} fields, the header has 2", fields.size());
    else if (!number)
      wrong = fmt::format("'{}' is no number of 32 bits", fields[0]);
    else if (fields[1].empty())
      wrong = "the name is empty";
    else if (fields[1].size() > most_vpn_name_octets)
      wrong = fmt::format("a name of {} octets, {} are allowed", fields[1].size(),
                          most_vpn_name_octets);
    else if (!names.emplace(*number, fields[1]).second)
      wrong = fmt::format("VPN-ID {} has a name already", *number);
    if (!wrong.empty())
      errors +=
          fmt::format("{}{}: line {}: {}", errors.empty() ? "" : "\n", file, record->line, wrong);
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return names;
}

tl::expected<VpnNames, std::string> read_vpn_names(const std::string& path) {
  const auto text = read_text_file(path);
  if (!text) return tl::unexpected(path + ": cannot be read: " + text.error());
  return parse_vpn_names(*text, path);
}

std::string with_vpn_names(std::string_view text, const VpnNames& names) {
  if (names.empty()) return std::string(text);
  std::string named;
  while (true) {
    const Marker* next = nullptr;
    auto at = std::string_view::npos;
    for (const auto& marker : markers)
      if (const auto found = text.find(marker.text); found < at) {
        at = found;
        next = &marker;
      }
    if (next == nullptr) return named.append(text);
    auto behind = at + next->text.size();
    if (text.substr(behind).starts_with(marked_experimental)) behind += marked_experimental.size();
    named.append(text.substr(0, behind));
    text.remove_prefix(name_list(text, behind, next->between, names, named));
  }
}

}  // namespace espect::registry
