// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/presets.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/policy/extensions/checks.h"
#include "ipsec/sessions/said/proposal.h"

// Whose ShangMi numbers an offer has; experimental profile section 5, XSM-05 and XSM-06.
namespace espect::rules {
namespace {

using registry::Preset;
using registry::PresetRow;
namespace types = registry::transform_type;

// That one number says nothing: others use it as well.
constexpr std::size_t least_numbers = 2;

const registry::Registry* registry_of(const sessions::Transform& transform) {
  if (transform.is_key_exchange()) return &registry::tables::ke;
  if (transform.type == types::encr) return &registry::tables::encr;
  if (transform.type == types::prf) return &registry::tables::prf;
  if (transform.type == types::integ) return &registry::tables::integ;
  return nullptr;
}

const PresetRow* row_of(const Preset& preset, const registry::Registry* registry,
                        std::uint32_t value) {
  const auto found = std::ranges::find_if(preset.rows, [&](const PresetRow& row) {
    return row.registry == registry && row.value == value;
  });
  return found != preset.rows.end() ? &*found : nullptr;
}

// A number that no registry gave to anybody, or that comes with a key length which the algorithm
// of that number does not have.
bool odd(const sessions::Transform& transform, const registry::Registry& registry) {
  const auto* row = registry::find(registry, transform.id);
  if (row == nullptr || row->is_range_text()) return true;
  if (transform.type != types::encr || transform.key_bits == 0) return false;
  const auto* cipher = registry::encryption_parameters(transform.id);
  return cipher != nullptr && !cipher->variable_key();
}

std::vector<sessions::Transform> odd_numbers(const std::vector<sessions::Proposal>& offer) {
  std::vector<sessions::Transform> found;
  for (const auto& proposal : offer)
    for (const auto& transform : proposal.transforms) {
      const auto* registry = registry_of(transform);
      if (registry != nullptr && odd(transform, *registry)) found.push_back(transform);
    }
  return found;
}

// Numbers of the offer that the preset has.
std::size_t matches(const Preset& preset, const std::vector<sessions::Proposal>& offer) {
  std::set<std::pair<const registry::Registry*, std::uint32_t>> found;
  for (const auto& proposal : offer)
    for (const auto& transform : proposal.transforms)
      if (const auto* registry = registry_of(transform);
          registry != nullptr && row_of(preset, registry, transform.id) != nullptr)
        found.insert({registry, transform.id});
  return found.size();
}

bool has_all(const Preset& preset, const std::vector<sessions::Transform>& numbers) {
  return std::ranges::all_of(numbers, [&](const sessions::Transform& transform) {
    return row_of(preset, registry_of(transform), transform.id) != nullptr;
  });
}

// What several presets mean by one number, when they do not mean the same; else empty.
std::string ambiguous(const sessions::Transform& transform,
                      const std::vector<const Preset*>& presets) {
  std::string text;
  std::set<std::string_view> algorithms;
  for (const auto* preset : presets) {
    const auto* row = row_of(*preset, registry_of(transform), transform.id);
    if (row == nullptr) continue;
    algorithms.insert(row->algorithm);
    text += fmt::format("{}{} in {}", text.empty() ? "" : " or ", row->name, preset->name);
  }
  return algorithms.size() > 1 ? fmt::format("{}: {}", transform.id, text) : std::string();
}

void check_offer(const std::vector<sessions::Proposal>& offer, std::string_view in_force,
                 Breaches& breaches) {
  const auto numbers = odd_numbers(offer);
  if (numbers.empty()) return;
  std::vector<const Preset*> fitting;  // that have two numbers of the offer or more
  std::vector<const Preset*> having;   // that have all odd ones
  for (const auto& preset : registry::all_presets()) {
    const std::string_view name = preset.name;
    // The project's own numbers are shown as such.
    if (name == "project" || name.ends_with("-ikev1") || !has_all(preset, numbers)) continue;
    if (name == in_force) return;
    having.push_back(&preset);
    if (matches(preset, offer) >= least_numbers) fitting.push_back(&preset);
  }
  if (fitting.size() == 1) {
    breaches.push_back({"XSM-05",
                        fmt::format("the numbers look like those of {}: xp.shangmi_preset reads "
                                    "them so",
                                    fitting[0]->name),
                        Severity::info});
    return;
  }
  for (const auto& transform : numbers)
    if (const auto text = ambiguous(transform, having); !text.empty()) {
      breaches.push_back({"XSM-06", text, Severity::info});
      return;
    }
}

}  // namespace

void check_shangmi_presets(const Bench& bench) {
  const std::string in_force = bench.profile != nullptr ? bench.profile->shangmi_preset : "project";
  const auto report = [bench](const sessions::IkeSa& sa, Breaches& breaches, std::uint32_t request,
                              std::uint32_t response) {
    place_from(breaches, 0, Breach::Place::first);
    report_breaches(bench, Subject(sa), breaches, request, response);
    if (!breaches.empty()) {
      Finding& finding = bench.about(Subject(sa));
      finding.certainty = Certainty::inferred;
      finding.evidence.set("assumption",
                           "the private numbers are those of a ShangMi "
                           "implementation");
    }
  };
  bench.events.to<sessions::IkeSaNegotiated>(
      [report, in_force](const sessions::IkeSaNegotiated& event) {
        Breaches breaches;
        check_offer(event.sa.offer, in_force, breaches);
        report(event.sa, breaches, event.request_frame, event.response_frame);
      });
  bench.events.to<sessions::ChildSaMade>([report, in_force](const sessions::ChildSaMade& event) {
    Breaches breaches;
    if (event.request != nullptr) check_offer(event.request->proposals, in_force, breaches);
    report(event.sa, breaches, event.request_frame, event.response_frame);
  });
}

}  // namespace espect::rules
