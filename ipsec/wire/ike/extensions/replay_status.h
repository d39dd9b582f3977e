// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

// Data of REPLAY_PROT_AND_ESN_STATUS (ANTI_REPLAY_STATUS in the first revision of its draft): what
// the sender does on the SA on which it receives. Layout chosen by this project because the text of
// draft-pan-ipsecme-anti-replay-notification was not available; experimental profile section 3.
struct ReplayStatus {
  static constexpr const char* name = "replay_status";
  static constexpr const char* title = "Replay protection and ESN (experimental profile)";
  static constexpr std::size_t octets = 1;
  static constexpr std::uint8_t replay_protection = 0x01;
  static constexpr std::uint8_t esn_without_it = 0x02;

  std::uint8_t flags = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.flags("flags"_f, {"Flags", nullptr, Display::hex}, self.flags,
               part<0x01>("replay_protection"_f, {"Replay protection is enabled (R)"}),
               part<0x02>("esn_without_it"_f, {"Can process ESN without it (E)"}));
  }
};

}  // namespace espect::wire::ike
