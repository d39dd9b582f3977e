// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/registry/registry.h"

// The numbers of experimental.csv unless a file or a preference says otherwise, and readings of
// packets that nothing negotiates. Handed to whoever reads octets, as keys are; a null pointer is
// the profile as the CSV has it. What was read carries its meaning from there on (Code).
namespace espect::registry {

// A number of the profile that another one replaces.
struct CodePoint {
  const Registry* registry;
  std::uint32_t profile;  // its number in experimental.csv
  std::uint32_t number;   // on the wire; no_number = the decoder is off
};

// How EESP packets are read: nobody has assigned their numbers.
enum class EespPreset : std::uint8_t {
  off,              // named and left closed
  draft,            // draft-ietf-ipsecme-eesp-03
  linux_prototype,  // first word in another order, AAD without the IV
};
std::string_view to_text(EespPreset preset);

struct ExperimentalProfile {
  std::vector<CodePoint> replaced;
  std::string shangmi_preset = "project";  // a file of presets/
  // VPN-ID as bits of the SPI or of the outer IPv6 flow label; width 0 = not read.
  std::uint8_t vpn_id_spi_width = 0;
  std::uint8_t vpn_id_spi_shift = 0;
  std::uint8_t vpn_id_flow_width = 0;
  std::uint8_t vpn_id_flow_shift = 0;
  std::vector<std::uint32_t> vpn_id_sa_list;  // SPIs that carry a VPN-ID though nothing shows it
  char esp_echo_variant = 0;                  // 'A' to 'G'; 0 = by content
  EespPreset eesp_preset = EespPreset::off;
  bool dscp_as_ds_field = false;  // an octet of a DSCP list holds code point << 2
  std::string sm2_id;             // who signs with SM2; empty = 1234567812345678
};

// Reads lines `preference,value` under that header: the preferences of experimental.csv with a
// number (0 = off), xp.shangmi_preset, xp.vpn_id_sa_list (SPIs, spaces between),
// xp.vpn_id_spi_width and the others of the structure above. Lines that start with # are passed
// over. The error is "mine.csv: line 3: reason".
tl::expected<ExperimentalProfile, std::string> parse_experimental_profile(std::string_view csv,
                                                                          std::string_view name);

// What a number on the wire means: the profile's number where another replaces it, no_number where
// the profile's own number was given another meaning or switched off, else the number itself.
constexpr std::uint32_t meaning_of(const ExperimentalProfile* profile, const Registry& registry,
                                   std::uint32_t on_wire) {
  if (profile == nullptr) return on_wire;
  bool own_is_gone = false;
  for (const auto& point : profile->replaced) {
    if (point.registry != &registry) continue;
    if (point.number == on_wire) return point.profile;
    own_is_gone = own_is_gone || point.profile == on_wire;
  }
  return own_is_gone ? no_number : on_wire;
}
// The reverse, for those who write packets or documents; no_number = off.
std::uint32_t number_of(const ExperimentalProfile* profile, const Registry& registry,
                        std::uint32_t meaning);

}  // namespace espect::registry
