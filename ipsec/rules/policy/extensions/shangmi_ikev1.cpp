// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/presets.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/negotiation/ikev1_code_points.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/policy/extensions/checks.h"

// Whose ShangMi numbers a message of IKEv1 has: XSM-05 of the experimental profile, for GM/T 0022
// and for implementations that have others.
namespace espect::rules {
namespace {

using registry::Preset;
using registry::PresetRow;
using Point = Ikev1CodePoints::Point;
namespace tables = registry::tables;

// That one number says nothing: others use it as well.
constexpr std::size_t least_ikev1_numbers = 2;

// What presets call the registries of IKEv1.
const registry::Registry* registry_of(std::string_view preset_name) {
  if (preset_name == "ikev1-encr") return &tables::ikev1_encryption_algorithms;
  if (preset_name == "ikev1-hash") return &tables::ikev1_hash_algorithms;
  if (preset_name == "ikev1-auth-method") return &tables::ikev1_auth_methods;
  if (preset_name == "ikev1-esp") return &tables::ikev1_esp_transforms;
  if (preset_name == "ikev1-ah-auth") return &tables::ikev1_phase2_auth_algorithms;
  return nullptr;
}

const PresetRow* row_of(const Preset& preset, const Point& point) {
  const auto found = std::ranges::find_if(preset.rows, [&](const PresetRow& row) {
    return row.registry == nullptr && row.value == point.value &&
           registry_of(row.registry_name) == point.registry;
  });
  return found != preset.rows.end() ? &*found : nullptr;
}

// Of an algorithm, and not IANA's.
bool odd(const Point& point) {
  constexpr std::string_view names[] = {"ikev1-encr", "ikev1-hash", "ikev1-auth-method",
                                        "ikev1-esp", "ikev1-ah-auth"};
  if (std::ranges::none_of(names, [&](auto name) { return registry_of(name) == point.registry; }))
    return false;
  const auto* row = registry::find(*point.registry, point.value);
  return row == nullptr || row->is_range_text() ||
         std::string_view(row->reference).starts_with("GM/T");
}

std::vector<Point> odd_numbers(const Ikev1CodePoints& used) {
  std::vector<Point> found;
  for (const Point& point : used.found) {
    const bool known = std::ranges::any_of(found, [&](const Point& other) {
      return other.registry == point.registry && other.value == point.value;
    });
    if (!known && odd(point)) found.push_back(point);
  }
  return found;
}

// Those that have all odd numbers, and of them those that have most of the others too: GM/T 0022
// took one of IANA's for its authentication.
std::vector<const Preset*> fitting_presets(const std::vector<Point>& numbers,
                                           const Ikev1CodePoints& used) {
  std::vector<const Preset*> fitting;
  std::ptrdiff_t most = 0;
  for (const Preset& preset : registry::all_presets()) {
    const auto has = [&](const Point& point) { return row_of(preset, point) != nullptr; };
    if (!std::string_view(preset.name).ends_with("-ikev1") || !std::ranges::all_of(numbers, has))
      continue;
    const auto count = std::ranges::count_if(used.found, has);
    if (count > most) fitting.clear();
    if (count >= most) fitting.push_back(&preset);
    most = std::max(most, count);
  }
  return fitting;
}

// "129 is SM4-CBC", where the presets do not contradict.
std::string meanings(const std::vector<Point>& numbers, const std::vector<const Preset*>& fitting) {
  std::string text;
  for (const Point& point : numbers) {
    const auto* first = row_of(*fitting[0], point);
    const bool agreed = std::ranges::all_of(fitting, [&](const Preset* preset) {
      return std::string_view(row_of(*preset, point)->algorithm) == first->algorithm;
    });
    if (agreed)
      text += fmt::format("{}{} {} is {}", text.empty() ? ": " : ", ", point.label, point.value,
                          first->name);
  }
  return text;
}

void check_numbers(const Bench& bench, const sessions::IkeSa& sa, const Ikev1CodePoints& used,
                   std::uint32_t frame) {
  const auto numbers = odd_numbers(used);
  if (numbers.size() < least_ikev1_numbers) return;
  const auto fitting = fitting_presets(numbers, used);
  if (fitting.empty()) return;
  std::string names;
  for (const Preset* preset : fitting)
    names += fmt::format("{}{}", names.empty() ? "" : " or ", preset->name);
  const Breaches breaches{
      {"XSM-05",
       fmt::format("the numbers look like those of {}{}", names, meanings(numbers, fitting)),
       Severity::info}};
  report_breaches(bench, Subject(sa), breaches, frame);
  Finding& finding = bench.about(Subject(sa));
  finding.certainty = Certainty::inferred;
  finding.evidence.set("assumption", "the private numbers are those of a ShangMi implementation");
}

}  // namespace

void check_shangmi_ikev1(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (event.message.header().major_version() != 1 || event.retransmission) return;
    Ikev1CodePoints used(bench.profile);
    if (used.read_message(event.message.octets()))
      check_numbers(bench, event.sa, used, event.datagram.frame);
  });
  bench.events.to<sessions::Ikev1MessageOpened>([bench](const sessions::Ikev1MessageOpened& event) {
    Ikev1CodePoints used(bench.profile);
    if (!event.retransmission &&
        used.read_payloads(event.contents.first_type(), event.contents.octets()))
      check_numbers(bench, event.sa, used, event.datagram.frame);
  });
}

}  // namespace espect::rules
