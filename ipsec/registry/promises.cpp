// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/promises.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/registry/csv.h"

namespace espect::registry {
namespace {

enum class Value : std::uint8_t { text, yes_or_no, number, range, word };

struct Known {
  std::string_view name;
  Value value;
  std::string_view words;  // of Value::word
};

constexpr std::array<Known, 27> known{{
    {"local_addresses", Value::text, {}},
    {"remote_addresses", Value::text, {}},
    {"local_id", Value::text, {}},
    {"remote_id", Value::text, {}},
    {"local_side", Value::word, "unknown"},
    {"version", Value::word, "1 2 1,2"},
    {"proposals", Value::text, {}},
    {"encapsulation", Value::yes_or_no, {}},
    {"fragmentation", Value::word, "yes no accept force"},
    {"mobike", Value::yes_or_no, {}},
    {"tcp", Value::yes_or_no, {}},
    {"ppk", Value::word, "required"},
    {"dpd_delay", Value::number, {}},
    {"dscp", Value::number, {}},
    {"local_selectors", Value::text, {}},
    {"remote_selectors", Value::text, {}},
    {"protocol", Value::word, "esp ah"},
    {"mode", Value::word, "tunnel transport beet iptfs"},
    {"ipcomp", Value::yes_or_no, {}},
    {"rekey_time", Value::range, {}},
    {"life_time", Value::number, {}},
    {"rekey_packets", Value::range, {}},
    {"life_packets", Value::number, {}},
    {"replay_window", Value::number, {}},
    {"tfc_padding", Value::number, {}},
    {"copy_dscp", Value::yes_or_no, {}},
    {"copy_df", Value::yes_or_no, {}},
}};

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string wrong_value(const Known& setting, std::string_view value) {
  const auto bad = [&](std::string_view allowed) {
    return fmt::format("bad value '{}' of {}; allowed: {}", value, setting.name, allowed);
  };
  switch (setting.value) {
    case Value::text:
      return value.empty() ? bad("some text") : "";
    case Value::yes_or_no:
      return value == "yes" || value == "no" ? "" : bad("yes, no");
    case Value::number:
      return is_number(value) ? "" : bad("a number");
    case Value::range: {
      const auto dash = value.find('-');
      const bool good = dash == std::string_view::npos
                            ? is_number(value)
                            : is_number(value.substr(0, dash)) && is_number(value.substr(dash + 1));
      return good ? "" : bad("a number, two numbers with - between");
    }
    case Value::word: {
      for (std::string_view rest = setting.words; !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == value) return "";
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return bad(setting.words);
    }
  }
  return "";
}

template <class Named>
Named& named(std::vector<Named>& all, const std::string& name) {
  const auto found = std::ranges::find(all, name, &Named::name);
  if (found != all.end()) return *found;
  all.emplace_back();
  all.back().name = name;
  return all.back();
}

}  // namespace

std::string_view to_text(PromiseKind kind) {
  return known.at(static_cast<std::size_t>(kind)).name;
}

const Promise* find(const std::vector<Promise>& promises, PromiseKind kind) {
  const auto found = std::ranges::find(promises, kind, &Promise::kind);
  return found == promises.end() ? nullptr : &*found;
}

std::string take_promise(const std::vector<std::string>& fields,
                         std::vector<PromisedConnection>& connections) {
  if (fields.size() != std::size(promise_columns))
    return fmt::format("{} fields, the header has {}", fields.size(), std::size(promise_columns));
  const auto* setting = std::ranges::find(known, std::string_view(fields[3]), &Known::name);
  if (setting == known.end()) {
    std::vector<std::string_view> names;
    for (const auto& one : known) names.push_back(one.name);
    return fmt::format("bad setting '{}'; allowed: {}", fields[3], fmt::join(names, ", "));
  }
  if (auto wrong = wrong_value(*setting, fields[4]); !wrong.empty()) return wrong;
  // The same name in two files is two connections: both ends of one tunnel.
  auto connection = std::ranges::find_if(
      connections, [&](const auto& one) { return one.name == fields[0] && one.file == fields[2]; });
  if (connection == connections.end()) {
    connections.push_back({fields[0], fields[2], {}, {}});
    connection = std::prev(connections.end());
  }
  auto& promises =
      fields[1].empty() ? connection->promises : named(connection->children, fields[1]).promises;
  const auto kind = static_cast<PromiseKind>(setting - known.begin());
  if (find(promises, kind) != nullptr) return fmt::format("{} is said twice", setting->name);
  promises.push_back({kind, fields[4], fields[5], fields[6]});
  return "";
}

std::string to_csv(std::span<const PromisedConnection> connections) {
  if (connections.empty()) return "";
  std::string text = fmt::format("{}\n", fmt::join(promise_columns, ","));
  for (const auto& connection : connections) {
    const auto add = [&](std::string_view child, const std::vector<Promise>& promises) {
      for (const auto& promise : promises)
        text +=
            fmt::format("{},{},{},{},{},{},{}\n", csv_field(connection.name), csv_field(child),
                        csv_field(connection.file), to_text(promise.kind), csv_field(promise.value),
                        csv_field(promise.said), csv_field(promise.place));
    };
    add("", connection.promises);
    for (const auto& child : connection.children) add(child.name, child.promises);
  }
  return text;
}

}  // namespace espect::registry
