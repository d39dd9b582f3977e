// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/experimental_profile.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/csv.h"
#include "ipsec/registry/presets.h"
#include "ipsec/registry/tables.h"

namespace espect::registry {
namespace {

using Error = tl::unexpected<std::string>;

std::optional<std::uint32_t> number_in(std::string_view text) {
  const bool hex = text.starts_with("0x");
  if (hex) text.remove_prefix(2);
  std::uint32_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The number of the profile that an algorithm of a preset has, by what it computes.
std::optional<std::uint32_t> profile_number_of(const PresetRow& row) {
  const std::string_view algorithm = row.algorithm;
  namespace encr = encryption_algorithm;
  namespace integ = integrity_algorithm;
  if (row.registry == &tables::encr) {
    if (algorithm == "sm4-cbc") return encr::encr_sm4_cbc;
    if (algorithm == "sm4-gcm") return encr::encr_sm4_gcm_16;
    if (algorithm == "sm4-ccm") return encr::encr_sm4_ccm_16;
  }
  if (algorithm == "hmac-sm3" && row.registry == &tables::prf)
    return pseudorandom_function::prf_hmac_sm3;
  if (algorithm == "hmac-sm3" && row.registry == &tables::integ)
    return row.icv_octets == 12   ? integ::auth_hmac_sm3_96
           : row.icv_octets == 16 ? integ::auth_hmac_sm3_128
                                  : integ::auth_hmac_sm3_256;
  if (algorithm == "sm3" && row.registry == &tables::hash) return hash_algorithm::sm3;
  if (algorithm == "sm2" && row.registry == &tables::ke) return key_exchange_method::curvesm2;
  if (algorithm == "sm2" && row.registry == &tables::auth_methods)
    return authentication_method::sm2_digital_signature;
  return std::nullopt;  // SM1, ECB, CTR: named by the preset, opened by nobody
}

void replace(ExperimentalProfile& profile, const Registry& registry, std::uint32_t of,
             std::uint32_t number) {
  std::erase_if(profile.replaced, [&](const CodePoint& point) {
    return point.registry == &registry && point.profile == of;
  });
  if (number != of) profile.replaced.push_back({&registry, of, number});
}

tl::expected<void, std::string> use_preset(ExperimentalProfile& profile, std::string_view name) {
  const auto* preset = preset_named(name);
  if (preset == nullptr) return Error(fmt::format("no preset is named '{}'", name));
  const bool ikev2 = std::ranges::any_of(
      preset->rows, [](const PresetRow& row) { return row.registry != nullptr; });
  if (!ikev2) return Error(fmt::format("the preset '{}' has no IKEv2 numbers", name));
  for (const auto& experiment : all_experiments())
    if (std::string_view(experiment.preference) == "xp.shangmi_preset")
      replace(profile, *experiment.registry, experiment.value, no_number);
  for (const auto& row : preset->rows)
    if (const auto of = profile_number_of(row)) replace(profile, *row.registry, *of, row.value);
  profile.shangmi_preset = name;
  return {};
}

tl::expected<void, std::string> use_sa_list(ExperimentalProfile& profile, std::string_view text) {
  profile.vpn_id_sa_list.clear();
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const auto spi = number_in(word);
    if (!spi) return Error(fmt::format("bad SPI '{}'", word));
    profile.vpn_id_sa_list.push_back(*spi);
  }
  return {};
}

tl::expected<void, std::string> use_number(ExperimentalProfile& profile,
                                           std::string_view preference, std::uint32_t value) {
  const std::pair<std::string_view, std::pair<std::uint8_t*, unsigned>> readings[] = {
      {"xp.vpn_id_spi_width", {&profile.vpn_id_spi_width, 24}},
      {"xp.vpn_id_spi_shift", {&profile.vpn_id_spi_shift, 31}},
      {"xp.vpn_id_flow_width", {&profile.vpn_id_flow_width, 20}},
      {"xp.vpn_id_flow_shift", {&profile.vpn_id_flow_shift, 19}},
  };
  for (const auto& [name, reading] : readings) {
    if (name != preference) continue;
    if (value > reading.second) return Error(fmt::format("{} is at most {}", name, reading.second));
    *reading.first = static_cast<std::uint8_t>(value);
    return {};
  }
  for (const auto& experiment : all_experiments()) {
    if (preference != experiment.preference) continue;
    const unsigned bits = experiment.registry->bits;
    if (bits < 32 && value >> bits != 0)
      return Error(fmt::format("{} does not fit the {} bits of {}", value, bits,
                               experiment.registry->title));
    replace(profile, *experiment.registry, experiment.value, value == 0 ? no_number : value);
    return {};
  }
  return Error(fmt::format("no preference is named '{}'", preference));
}

tl::expected<void, std::string> use(ExperimentalProfile& profile, std::string_view preference,
                                    std::string_view value) {
  if (preference == "xp.shangmi_preset") return use_preset(profile, value);
  if (preference == "xp.sm2_id") {
    profile.sm2_id = value;
    return {};
  }
  if (preference == "xp.vpn_id_sa_list") return use_sa_list(profile, value);
  if (preference == "xp.esp_echo_variant") {
    const bool letter = value.size() == 1 && value[0] >= 'A' && value[0] <= 'G';
    if (!letter && value != "auto") return Error("the variant is auto or A to G");
    profile.esp_echo_variant = letter ? value[0] : '\0';
    return {};
  }
  if (preference == "xp.eesp_preset") {
    for (const auto preset : {EespPreset::off, EespPreset::draft, EespPreset::linux_prototype})
      if (value == to_text(preset)) {
        profile.eesp_preset = preset;
        return {};
      }
    return Error("the preset is off, draft or linux-prototype");
  }
  if (preference == "xp.dscp_encoding") {
    if (value != "codepoint" && value != "ds-field")
      return Error("the encoding is codepoint or ds-field");
    profile.dscp_as_ds_field = value == "ds-field";
    return {};
  }
  const auto number = number_in(value);
  if (!number) return Error(fmt::format("'{}' is not a number", value));
  return use_number(profile, preference, *number);
}

// One number of a registry must not mean two things.
std::optional<std::string> clash_in(const ExperimentalProfile& profile) {
  for (auto a = profile.replaced.begin(); a != profile.replaced.end(); ++a)
    for (auto b = a + 1; b != profile.replaced.end(); ++b)
      if (a->registry == b->registry && a->number == b->number && a->number != no_number)
        return fmt::format("{} of {} is given two meanings", a->number, a->registry->title);
  return std::nullopt;
}

}  // namespace

std::string_view to_text(EespPreset preset) {
  return preset == EespPreset::draft             ? "draft"
         : preset == EespPreset::linux_prototype ? "linux-prototype"
                                                 : "off";
}

const Preset* preset_named(std::string_view name) {
  const auto all = all_presets();
  const auto found = std::ranges::find(all, name, &Preset::name);
  return found != all.end() ? &*found : nullptr;
}

tl::expected<ExperimentalProfile, std::string> parse_experimental_profile(std::string_view csv,
                                                                          std::string_view name) {
  const auto at = [&](unsigned line, std::string_view reason) {
    return Error(fmt::format("{}: line {}: {}", name, line, reason));
  };
  const auto records = parse_csv(csv);
  if (!records) return Error(fmt::format("{}: {}", name, records.error()));
  ExperimentalProfile profile;
  bool header = false;
  for (const auto& record : *records) {
    if (record.fields.front().starts_with('#')) continue;
    if (record.fields.size() != 2)
      return at(record.line,
                fmt::format("{} fields, preference,value has 2", record.fields.size()));
    if (!header) {
      header = true;
      if (record.fields[0] == "preference" && record.fields[1] == "value") continue;
      return at(record.line, "the header must be preference,value");
    }
    if (auto used = use(profile, record.fields[0], record.fields[1]); !used)
      return at(record.line, used.error());
  }
  if (!header) return Error(fmt::format("{}: the header preference,value is missing", name));
  if (const auto clash = clash_in(profile)) return Error(fmt::format("{}: {}", name, *clash));
  return profile;
}

std::uint32_t number_of(const ExperimentalProfile* profile, const Registry& registry,
                        std::uint32_t meaning) {
  if (profile != nullptr)
    for (const auto& point : profile->replaced)
      if (point.registry == &registry && point.profile == meaning) return point.number;
  return meaning;
}

}  // namespace espect::registry
