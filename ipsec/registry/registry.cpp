// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/registry.h"

#include <algorithm>

#include <fmt/format.h>

namespace espect::registry {
namespace {

constexpr unsigned never = 4;

// Which row names a number when several hold it; lower wins.
constexpr unsigned naming_rank(State state) {
  switch (state) {
    case State::assigned:
    case State::assigned_deprecated:
      return 0;
    case State::reserved:
      return 1;
    case State::experimental:
      return 2;
    case State::unassigned:
    case State::private_use_range:
      return 3;
    case State::private_shipped:
    case State::collision_shipped:
    case State::draft_tbd:
      return never;
  }
  return never;
}

const Row* find_assigned(const Registry& registry, std::uint32_t value) {
  // Nearly every number has a row of its own, which comes first among those that start with it.
  const auto own = std::ranges::lower_bound(registry.rows, value, {}, &Row::first);
  if (own != registry.rows.end() && own->first == value && naming_rank(own->state) == 0)
    return &*own;
  const Row* best = nullptr;
  unsigned best_rank = never;
  for (const Row& row : registry.rows) {
    if (row.first > value || !row.has_number()) break;  // sorted
    const unsigned rank = naming_rank(row.state);
    if (row.state != State::experimental && row.last >= value && rank < best_rank) {
      best = &row;
      best_rank = rank;
    }
  }
  return best;
}

// What software means by a private number: "1035; sntrup761x25519 in OpenBSD iked".
std::string private_number_text(const Registry& registry, std::uint32_t value) {
  std::string text = fmt::format("{}", value);
  for (const Row& row : registry.rows) {
    if (row.first > value || !row.has_number()) break;  // sorted
    const bool shipped =
        row.state == State::private_shipped || row.state == State::collision_shipped;
    if (row.first != value || !shipped) continue;
    std::string_view where = row.reference;
    where = where.substr(0, where.find_first_of(";("));
    while (where.ends_with(' ')) where.remove_suffix(1);
    if (where.ends_with(".h")) where = where.substr(0, where.rfind(' '));  // its source file
    text += fmt::format("; {} in {}", row.name, where);
  }
  return text;
}

}  // namespace

const Row* find(const Registry& registry, std::uint32_t value, std::uint32_t meaning) {
  const Row* assigned = find_assigned(registry, value);
  // A profile whose number was replaced names also what IANA assigned.
  const bool named = assigned != nullptr && naming_rank(assigned->state) < 2;
  if (meaning == no_number || (named && meaning == value)) return assigned;
  const auto experimental = std::ranges::find_if(registry.rows, [&](const Row& row) {
    return row.state == State::experimental && row.first == meaning;
  });
  return experimental != registry.rows.end() ? &*experimental : assigned;
}

std::string display_name(const Registry& registry, std::uint32_t value, std::uint32_t meaning) {
  const Row* row = find(registry, value, meaning);
  if (row == nullptr) return fmt::format("Unknown ({})", value);
  switch (row->state) {
    case State::assigned:
    case State::assigned_deprecated:
      return row->name;
    case State::experimental: {
      const Row* assigned = find_assigned(registry, value);
      if (assigned != nullptr && naming_rank(assigned->state) == 0)
        return fmt::format("{} or {} (experimental)", assigned->name, row->name);
      return fmt::format("{} (experimental)", row->name);
    }
    case State::private_use_range:
      return fmt::format("{} ({})", row->name, private_number_text(registry, value));
    default:
      return fmt::format("{} ({})", row->name, value);
  }
}

std::string number_text(const Row& row) {
  if (!row.has_number()) return row.state == State::draft_tbd ? "TBD" : "-";
  return row.first == row.last ? fmt::format("{}", row.first)
                               : fmt::format("{}-{}", row.first, row.last);
}

std::string_view to_text(State state) {
  switch (state) {
    case State::assigned:
      return "assigned";
    case State::assigned_deprecated:
      return "assigned-deprecated";
    case State::reserved:
      return "reserved";
    case State::unassigned:
      return "unassigned";
    case State::private_use_range:
      return "private-use-range";
    case State::private_shipped:
      return "private-shipped";
    case State::collision_shipped:
      return "collision-shipped";
    case State::draft_tbd:
      return "draft-TBD";
    case State::experimental:
      return "experimental";
  }
  return "unknown";
}

const Experiment* find_experiment(const Registry& registry, std::uint32_t value) {
  const auto all = all_experiments();
  const auto found = std::ranges::find_if(all, [&](const Experiment& experiment) {
    return experiment.registry == &registry && experiment.value == value;
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace espect::registry
