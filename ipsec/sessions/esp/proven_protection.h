// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/said/proposal.h"

namespace espect::sessions {

// What shows the algorithms of an SA whose negotiation nobody read.
enum class ProvenBy : std::uint8_t {
  nothing,
  clear,    // its packets can be read without a key
  content,  // a key opens them, no ICV proves it
  icv,      // and of a cipher beside an integrity algorithm what was decrypted
};

// Of a flow: what its packets prove, and nothing that only a key source says.
struct ProvenProtection {
  ProvenBy by = ProvenBy::nothing;
  std::vector<Transform> transforms;  // ENCR and INTEG, as a selection would have them
  bool encr_known = false;            // also that there is none: AH
  bool integ_known = false;           // also that there is none
  std::optional<std::uint8_t> icv_octets;
  std::optional<bool> esn;
};
ProvenProtection proven_protection(const EspFlow& flow);

}  // namespace espect::sessions
