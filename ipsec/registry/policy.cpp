// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/registry/csv.h"
#include "ipsec/registry/tables.h"

namespace espect::registry {
namespace {

constexpr std::array<std::string_view, 8> kinds{"ike_version", "encr", "prf",  "integ",
                                                "ke",          "auth", "hash", "sn"};
constexpr std::array<std::string_view, 4> scopes{"any", "ike", "esp", "ah"};
constexpr std::array<std::string_view, 6> verdicts{"required",   "recommended", "acceptable",
                                                   "offer-only", "discouraged", "forbidden"};
constexpr std::string_view every_other = "*";
constexpr std::array<std::string_view, 9> columns{
    "kind", "id", "name", "key_bits", "scope", "verdict", "reason", "reference", "note"};

template <class Enum, std::size_t N>
std::optional<Enum> parse_word(const std::array<std::string_view, N>& words,
                               std::string_view text) {
  const auto found = std::ranges::find(words, text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

std::optional<std::uint16_t> parse_id(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

const Registry* registry_of_word(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::ike_version:
      return nullptr;
    case PolicyKind::encr:
      return &tables::encr;
    case PolicyKind::prf:
      return &tables::prf;
    case PolicyKind::integ:
      return &tables::integ;
    case PolicyKind::ke:
      return &tables::ke;
    case PolicyKind::auth:
      return &tables::auth_methods;
    case PolicyKind::hash:
      return &tables::hash;
    case PolicyKind::sn:
      return &tables::sn;
  }
  return nullptr;
}

// nullptr when there is none: a private number that nobody has registered here.
const Row* first_named(const Registry& registry, std::uint16_t id) {
  const auto found = std::ranges::find_if(registry.rows, [&](const Row& known) {
    return known.first == id && known.last == id && known.state != State::reserved;
  });
  return found == registry.rows.end() ? nullptr : &*found;
}

// A row that says 12 and means 20 would judge the wrong algorithm in silence. Empty = no complaint.
std::string name_mismatch(const PolicyRow& row) {
  if (!row.id) return "";
  const std::uint16_t id = *row.id;
  const Registry* registry = registry_of_word(row.kind);
  if (registry == nullptr) {
    const bool known = (id == 1 && row.name == "IKEv1") || (id == 2 && row.name == "IKEv2");
    return known ? "" : fmt::format("ike_version {} is not '{}'", id, row.name);
  }
  if (id >> registry->bits != 0)
    return fmt::format("id {} does not fit {} bits", id, registry->bits);
  for (const Row& known : registry->rows)
    if (known.first == id && known.last == id && known.state != State::reserved &&
        known.name == row.name)
      return "";
  const Row* named = first_named(*registry, id);
  if (named == nullptr) return "";
  return fmt::format("{} {} is '{}', not '{}'", to_text(row.kind), id, named->name, row.name);
}

std::string id_text(const PolicyRow& row) {
  return row.id ? std::to_string(*row.id) : std::string(every_other);
}

std::string allowed(std::size_t column) {
  if (columns[column] == "kind") return fmt::format("{}", fmt::join(kinds, ", "));
  if (columns[column] == "scope") return fmt::format("{}", fmt::join(scopes, ", "));
  if (columns[column] == "verdict") return fmt::format("{}", fmt::join(verdicts, ", "));
  return columns[column] == "id" ? "a number from 0 to 65535, *" : "128, 192, 256, nothing";
}

tl::expected<PolicyRow, std::string> parse_row(const CsvRecord& record) {
  const auto& field = record.fields;
  if (field.size() != columns.size())
    return tl::make_unexpected(
        fmt::format("{} fields, the header has {}", field.size(), columns.size()));
  const auto bad = [&](std::size_t column) {
    return tl::make_unexpected(
        fmt::format("bad {} '{}'; allowed: {}", columns[column], field[column], allowed(column)));
  };
  const auto kind = parse_word<PolicyKind>(kinds, field[0]);
  if (!kind) return bad(0);
  std::optional<std::uint16_t> id;
  if (field[1] != every_other) {
    id = parse_id(field[1]);
    if (!id) return bad(1);
  }
  std::optional<std::uint16_t> key_bits;
  if (!field[3].empty()) {
    key_bits = parse_id(field[3]);
    if (!key_bits || (*key_bits != 128 && *key_bits != 192 && *key_bits != 256)) return bad(3);
  }
  const auto scope = parse_word<PolicyScope>(scopes, field[4]);
  if (!scope) return bad(4);
  const auto verdict = parse_word<Verdict>(verdicts, field[5]);
  if (!verdict) return bad(5);
  PolicyRow row{*kind,    id,       field[2], key_bits, *scope,
                *verdict, field[6], field[7], field[8], record.line};
  if (auto reason = name_mismatch(row); !reason.empty())
    return tl::make_unexpected(std::move(reason));
  return row;
}

// The same question answered on an earlier line.
const PolicyRow* answered_before(const std::vector<PolicyRow>& rows, const PolicyRow& row) {
  const auto found = std::ranges::find_if(rows, [&](const PolicyRow& before) {
    return std::tie(before.kind, before.id, before.key_bits) ==
               std::tie(row.kind, row.id, row.key_bits) &&
           before.scope == row.scope;
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_text(PolicyKind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}
std::string_view to_text(PolicyScope scope) {
  return scopes.at(static_cast<std::size_t>(scope));
}
std::string_view to_text(Verdict verdict) {
  return verdicts.at(static_cast<std::size_t>(verdict));
}

const PolicyRow* Policy::rate(PolicyKind kind, std::uint32_t id, std::optional<unsigned> key_bits,
                              PolicyScope scope) const {
  const PolicyRow* best = nullptr;
  int best_weight = -1;
  for (const PolicyRow& row : rows_) {
    if (row.kind != kind || (row.id && *row.id != id)) continue;
    if (row.key_bits && (!key_bits || *row.key_bits != *key_bits)) continue;
    if (row.scope != PolicyScope::any && row.scope != scope) continue;
    const int weight = (row.id ? 4 : 0) + (row.key_bits ? 2 : 0) + (row.scope == scope ? 1 : 0);
    if (weight > best_weight) {
      best = &row;
      best_weight = weight;
    }
  }
  return best;
}

tl::expected<Policy, std::string> parse_policy(std::string_view csv_text, std::string_view name) {
  const auto records = parse_csv(csv_text);
  if (!records) return tl::make_unexpected(fmt::format("{}: {}", name, records.error()));
  if (records->empty() || !std::ranges::equal(records->front().fields, columns))
    return tl::make_unexpected(
        fmt::format("{}: line 1: the header must be {}", name, fmt::join(columns, ",")));
  std::vector<PolicyRow> rows;
  std::vector<PromisedConnection> connections;
  std::string errors;
  const auto complain = [&](const CsvRecord& record, std::string_view reason) {
    if (!reason.empty())
      errors +=
          fmt::format("{}{}: line {}: {}", errors.empty() ? "" : "\n", name, record.line, reason);
  };
  auto record = records->begin() + 1;
  for (; record != records->end() && !std::ranges::equal(record->fields, promise_columns);
       ++record) {
    auto row = parse_row(*record);
    if (!row)
      complain(*record, row.error());
    else if (const PolicyRow* before = answered_before(rows, *row))
      complain(*record, fmt::format("{} {} is already rated on line {}", to_text(row->kind),
                                    id_text(*row), before->line));
    else
      rows.push_back(std::move(*row));
  }
  if (record != records->end())
    while (++record != records->end()) complain(*record, take_promise(record->fields, connections));
  if (!errors.empty()) return tl::make_unexpected(std::move(errors));
  return Policy(name, std::move(rows), std::move(connections));
}

std::string to_csv(std::span<const PolicyRow> rows) {
  std::string text = fmt::format("{}\n", fmt::join(columns, ","));
  for (const PolicyRow& row : rows) {
    const std::array<std::string, columns.size()> fields{
        std::string(to_text(row.kind)),
        id_text(row),
        row.name,
        row.key_bits ? std::to_string(*row.key_bits) : "",
        std::string(to_text(row.scope)),
        std::string(to_text(row.verdict)),
        row.reason,
        row.reference,
        row.note};
    for (std::size_t i = 0; i < fields.size(); ++i)
      text += csv_field(fields[i]) + (i + 1 < fields.size() ? "," : "\n");
  }
  return text;
}

std::string_view policy_name(PolicyKind kind, std::uint16_t id) {
  const Registry* registry = registry_of_word(kind);
  if (registry == nullptr) return id == 1 ? "IKEv1" : id == 2 ? "IKEv2" : "";
  const Row* named = first_named(*registry, id);
  return named != nullptr ? named->name : "";
}

const Policy* builtin_policy(std::string_view name) {
  static const std::vector<Policy> policies = [] {
    std::vector<Policy> parsed;
    for (const PolicyText& text : builtin_policy_texts())
      if (auto policy = parse_policy(text.csv, text.name)) parsed.push_back(std::move(*policy));
    return parsed;
  }();
  const auto found = std::ranges::find(policies, name, &Policy::name);
  return found == policies.end() ? nullptr : &*found;
}

}  // namespace espect::registry
