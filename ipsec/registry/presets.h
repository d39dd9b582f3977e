// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "ipsec/registry/registry.h"

namespace espect::registry {

// A number that an implementation of the ShangMi algorithms uses, the same in all its releases that
// are known. IKEv1 numbers are in registries that IKEv2 does not have.
struct PresetRow {
  const Registry* registry;   // null for IKEv1
  const char* registry_name;  // "encr", "ikev1-encr"
  std::uint32_t value;
  const char* name;
  const char* algorithm;      // "sm4-cbc", "hmac-sm3"
  std::uint16_t icv_octets;   // 0 = not known
  const char* collides_with;  // the name that IANA gave this number; empty = none
  const char* note;
};

struct Preset {
  const char* name;  // of the file in presets/
  std::span<const PresetRow> rows;
};

std::span<const Preset> all_presets();
const Preset* preset_named(std::string_view name);

}  // namespace espect::registry
