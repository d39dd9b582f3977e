// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "ipsec/registry/registry.h"

namespace espect::registry {

// An IKEv1 number and what IKEv2 calls the same algorithm: 7 of ikev1_encryption_algorithms is 12
// of encr, ENCR_AES_CBC. Policies, reports and ciphers know IKEv2's names only.
struct Ikev2Equivalent {
  const Registry* ikev1;
  std::uint32_t value;
  const Registry* ikev2;  // encr, prf, integ, ke, sn, auth_methods, ipcomp_transforms
  std::uint32_t id;       // of the tables, also of an experimental row
};

std::span<const Ikev2Equivalent> all_ikev2_equivalents();
const Ikev2Equivalent* find_ikev2_equivalent(const Registry& ikev1, std::uint32_t value);

// ikev2_equivalent<EncryptionAlgorithm>(code): nothing when IKEv2 has no such algorithm, or another
// kind of number for it.
template <class Ikev2Code, class Ikev1Code>
std::optional<Ikev2Code> ikev2_equivalent(Ikev1Code code) {
  const auto* found = find_ikev2_equivalent(Ikev1Code::registry(), code.value);
  if (found == nullptr || found->ikev2 != &Ikev2Code::registry()) return std::nullopt;
  return Ikev2Code(static_cast<typename Ikev2Code::value_type>(found->id));
}

}  // namespace espect::registry
