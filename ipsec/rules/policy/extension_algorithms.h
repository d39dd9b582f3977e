// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extension_breach.h"
#include "ipsec/sessions/said/proposal.h"
#include "ipsec/wire/ike/extensions/replay_status.h"

// ShangMi algorithms and sequence numbers in proposals; experimental profile sections 3 and 5.
namespace espect::rules {

inline void check_sm4(const sessions::Proposal& proposal, std::vector<Breach>& breaches) {
  namespace encr = registry::encryption_algorithm;
  bool integrity = false;
  for (const auto& transform : proposal.transforms)
    if (transform.type == registry::transform_type::integ && transform.id != 0) integrity = true;
  for (const auto& transform : proposal.transforms) {
    if (transform.type != registry::transform_type::encr) continue;
    const auto cipher = transform.as<registry::EncryptionAlgorithm>();
    const bool cbc = cipher.means(encr::encr_sm4_cbc);
    const bool aead = cipher.means(encr::encr_sm4_gcm_16) || cipher.means(encr::encr_sm4_ccm_16);
    if (!cbc && !aead) continue;
    if (cbc != integrity)
      breaches.push_back({"XSM-01", fmt::format("{} {} an integrity algorithm",
                                                cipher.display_name(), cbc ? "without" : "with")});
    if (transform.key_bits != 0 && transform.key_bits != 128)
      breaches.push_back(
          {"XSM-KEY-LENGTH", fmt::format("{} with a Key Length of {} bits", cipher.display_name(),
                                         transform.key_bits)});
  }
}

// The replay status that a receiver announced, against the sequence numbers of its SA.
inline void check_status_against_numbers(std::uint8_t flags, const sessions::Proposal& selection,
                                         std::vector<Breach>& breaches) {
  namespace sn = registry::sequence_numbers;
  const auto* numbers = selection.first(registry::transform_type::sn);
  const bool protection = (flags & wire::ike::ReplayStatus::replay_protection) != 0;
  const bool esn_without = (flags & wire::ike::ReplayStatus::esn_without_it) != 0;
  if (numbers == nullptr) return;
  if (!protection && !esn_without &&
      numbers->id == sn::partially_transmitted_64_bit_sequential_numbers)
    breaches.push_back({"XAR-04",
                        "no replay protection on an SA with extended sequence numbers, and no "
                        "ability to follow them without"});
  if (protection && numbers->id == sn::unspecified_numbers_32)
    breaches.push_back({"XAR-07", "replay protection over unspecified sequence numbers"});
}

}  // namespace espect::rules
