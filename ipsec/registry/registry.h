// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace espect::registry {

// The states of a CSV row, in the words of the README.
enum class State : std::uint8_t {
  assigned,
  assigned_deprecated,
  reserved,
  unassigned,
  private_use_range,
  private_shipped,    // a private number that the software in `reference` uses
  collision_shipped,  // software uses a number that IANA assigned otherwise or not at all
  draft_tbd,          // the draft has no number; found by name only
  experimental,       // number chosen by this project until the draft has one
};

inline constexpr std::uint32_t no_number = std::numeric_limits<std::uint32_t>::max();

// One row of one table. All text is static and never null; `note` may be empty.
struct Row {
  std::uint32_t first;
  std::uint32_t last;  // == first, except for ranges
  const char* name;
  const char* note;
  const char* reference;
  State state;

  constexpr bool has_number() const { return first != no_number; }
  constexpr bool is_range_text() const {
    return state == State::unassigned || state == State::private_use_range;
  }
};

// Rows are sorted by `first`, then with what names the number in front; rows without number last.
struct Registry {
  const char* id;  // the CSV file's name
  const char* title;
  std::span<const Row> rows;
  unsigned bits;  // width of the field; 0 = not numbers (vendor_ids)
};

// What the experimental profile says beside the row itself.
struct Experiment {
  const Registry* registry;
  std::uint32_t value;
  const char* section;     // of the experimental profile
  const char* preference;  // overrides the number; 0 switches the decoder off
  const char* replaces;    // the draft whose number will take its place
};

// The row that names `value`: assigned (also deprecated), else reserved, else experimental, else
// the unassigned or private-use range around it. Rows of shipped software and drafts never name a
// number, because the same number means something else elsewhere. nullptr = no row.
// A number of an experimental profile is named by its `meaning` there (experimental_profile.h).
const Row* find(const Registry& registry, std::uint32_t value, std::uint32_t meaning);
inline const Row* find(const Registry& registry, std::uint32_t value) {
  return find(registry, value, value);
}

// "IKE_INTERMEDIATE", "Unassigned (49)", "Private Use (50000)", "Private Use (1035; sntrup761x25519
// in OpenBSD iked)", "VPN_ID_MODE (experimental)",
// "Unknown (300)" when the registry says nothing.
std::string display_name(const Registry& registry, std::uint32_t value, std::uint32_t meaning);
inline std::string display_name(const Registry& registry, std::uint32_t value) {
  return display_name(registry, value, value);
}

// "14", "50-8191"; "TBD" for a draft without number, "-" for a row that is no number at all.
std::string number_text(const Row& row);

// The word that the CSV uses: "assigned-deprecated".
std::string_view to_text(State state);

std::span<const Experiment> all_experiments();
const Experiment* find_experiment(const Registry& registry, std::uint32_t value);

}  // namespace espect::registry
