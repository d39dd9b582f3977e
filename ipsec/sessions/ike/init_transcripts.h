// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "ipsec/sessions/ike/opening.h"

namespace espect::sessions {

// What one side may have authenticated of IKE_SA_INIT.
struct InitTranscript {
  std::vector<std::uint8_t> octets;  // in front of the nonce
  Transcript covers = Transcript::own_message;
  bool notify_removed = false;
};

// The IKE_SA_INIT messages that were accepted, and who said the notify 16447 in them. By side: 0
// the initiator, 1 the responder.
struct InitMessages {
  std::array<std::vector<std::uint8_t>, 2> octets;
  std::array<bool, 2> said{};

  bool full_transcript() const { return said[0] && said[1]; }
};

// What was agreed on comes first; the others only where somebody said the notify. An attacker who
// takes it out of one message leaves two peers who authenticate different things: it is put back
// at each place where it can have stood.
std::vector<InitTranscript> init_transcripts(const InitMessages& messages, std::size_t side,
                                             bool agreed_only = false);

}  // namespace espect::sessions
