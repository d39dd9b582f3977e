// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wireshark/registry_strings.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "ipsec/registry/tables.h"
#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {
namespace {

using registry::Registry;
using registry::Row;
using registry::State;

bool is_specific(State state) {
  return state == State::assigned || state == State::assigned_deprecated ||
         state == State::experimental;
}

// Wireshark keeps pointers to names and tables for ever.
const char* keep(const std::string& text) {
  return g_strdup(text.c_str());
}
template <class Entry>
const Entry* keep(const std::vector<Entry>& table) {
  auto* kept = g_new(Entry, table.size());
  std::copy(table.begin(), table.end(), kept);
  return kept;
}

// Payload and transform types: words with the abbreviation behind, as Wireshark writes them.
const char* shown_name(const Registry& names, const Row& row) {
  if (row.state == State::experimental) return keep(std::string(row.name) + " (experimental)");
  if (row.note[0] == '\0') return row.name;
  if (&names == &registry::tables::payload_types) return row.note;
  if (&names != &registry::tables::transform_types) return row.name;
  const std::string note = row.note;
  return keep(note.substr(0, note.find(';')) + " (" + row.name + ")");
}

struct Named {
  std::uint32_t first;
  std::uint32_t last;
  const char* name;
  bool specific() const { return first == last; }
};

std::vector<Named> specific_names(const Registry& names) {
  std::vector<Named> found;
  for (const Row& row : names.rows) {
    if (!is_specific(row.state) || !row.has_number()) continue;
    for (std::uint32_t value = row.first; value <= row.last; ++value)
      if (registry::find(names, value) == &row)
        found.push_back({value, value, shown_name(names, row)});
  }
  return found;
}

bool is_range_table(const header_field_info& info) {
  return (info.display & BASE_RANGE_STRING) != 0;
}

std::vector<Named> own_names(const header_field_info& info) {
  std::vector<Named> found;
  if (info.strings == nullptr || info.type == FT_BOOLEAN || info.type == FT_PROTOCOL) return found;
  if (is_range_table(info)) {
    for (const auto* row = static_cast<const range_string*>(info.strings); row->strptr != nullptr;
         ++row)
      found.push_back({static_cast<std::uint32_t>(row->value_min),
                       static_cast<std::uint32_t>(row->value_max), row->strptr});
    return found;
  }
  const value_string* row = static_cast<const value_string*>(info.strings);
  if ((info.display & BASE_EXT_STRING) != 0)
    row = static_cast<const value_string_ext*>(info.strings)->_vs_p;
  for (; row->strptr != nullptr; ++row) found.push_back({row->value, row->value, row->strptr});
  return found;
}

bool says_nothing(const char* name) {
  return g_ascii_strncasecmp(name, "reserved", 8) == 0 ||
         g_ascii_strncasecmp(name, "unassigned", 10) == 0;
}

// First match wins. `better` first; of `other` specific names before ranges.
std::vector<Named> merged(const std::vector<Named>& better, const std::vector<Named>& other,
                          bool aliases) {
  std::vector<Named> table = better;
  for (const bool specific : {true, false}) {
    for (const Named& row : other) {
      if (row.specific() != specific) continue;
      const auto same = std::ranges::find_if(better, [&](const Named& known) {
        return specific && known.specific() && known.first == row.first;
      });
      // A second name for a number is never shown, but filters that were written with it still
      // work.
      const bool alias = same != better.end();
      if (alias && (!aliases || says_nothing(row.name) || std::strcmp(same->name, row.name) == 0))
        continue;
      table.push_back(row);
    }
  }
  return table;
}

void set_names(header_field_info& info, const std::vector<Named>& names) {
  if (is_range_table(info)) {
    std::vector<range_string> table;
    table.reserve(names.size() + 1);
    for (const Named& row : names) table.push_back({row.first, row.last, row.name});
    table.push_back({0, 0, nullptr});
    info.strings = keep(table);
    return;
  }
  std::vector<value_string> table;
  for (const Named& row : names)
    if (row.specific()) table.push_back({row.first, row.name});
  table.push_back({0, nullptr});
  info.strings = keep(table);
  info.display &= ~BASE_EXT_STRING;
}

}  // namespace

std::size_t names_known_to(const header_field_info& info, const Registry& names) {
  const auto own = own_names(info);
  return static_cast<std::size_t>(
      std::ranges::count_if(specific_names(names), [&](const Named& wanted) {
        return std::ranges::any_of(
            own, [&](const Named& row) { return row.specific() && row.first == wanted.first; });
      }));
}

void overlay(int field, const Registry& names) {
  static std::set<int> done;
  if (field < 0 || !done.insert(field).second) return;
  header_field_info* chosen = proto_registrar_get_nth(static_cast<unsigned>(field));
  constexpr int other_tables = BASE_VAL64_STRING | BASE_UNIT_STRING | BASE_SPECIAL_VALS;
  if (chosen == nullptr || (chosen->display & other_tables) != 0) return;

  const auto from_registry = specific_names(names);
  // Payload types mix IKEv1 and IKEv2 in one field, in words that the RFCs use for both.
  const bool builtin_first = &names == &registry::tables::payload_types;
  const auto own = own_names(*chosen);
  if (!builtin_first) {
    set_names(*chosen, merged(from_registry, own, true));
  } else {
    auto specific = own;
    std::erase_if(specific, [](const Named& row) { return !row.specific(); });
    auto table = merged(specific, from_registry, false);
    std::ranges::copy_if(own, std::back_inserter(table),
                         [](const Named& row) { return !row.specific(); });
    set_names(*chosen, table);
  }

  for (auto* twin = first_of_name(chosen->abbrev); twin != nullptr; twin = twin->same_name_next) {
    if (twin == chosen || twin->strings == nullptr || (twin->display & other_tables) != 0) continue;
    auto table = own_names(*twin);
    table.insert(table.end(), from_registry.begin(), from_registry.end());
    set_names(*twin, table);
  }
}

const range_string* range_strings(const Registry& names) {
  auto table = specific_names(names);
  for (const Row& row : names.rows)
    if (row.has_number() && (row.state == State::reserved || row.is_range_text()))
      table.push_back({row.first, row.last, row.name});
  std::vector<range_string> rows;
  rows.reserve(table.size() + 1);
  for (const Named& row : table) rows.push_back({row.first, row.last, row.name});
  rows.push_back({0, 0, nullptr});
  return keep(rows);
}

const char* name_text(wmem_allocator_t* pool, const Registry& names, std::uint32_t value,
                      const registry::ExperimentalProfile* profile) noexcept {
  return packet_text(pool, [&] {
    return registry::display_name(names, value, registry::meaning_of(profile, names, value));
  });
}

}  // namespace espect::plugin
