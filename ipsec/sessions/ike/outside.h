// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ike/exchange.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/ike/ike_sa.h"

// What an encrypted IKE message shows without keys: the type of the first payload inside is in the
// clear, and an AEAD cipher pads nothing, so its length is exact.
namespace espect::sessions {

// Octets inside SK, payloads with pad length; nothing where the cipher is not known to be AEAD.
std::optional<std::size_t> octets_inside(const IkeSa& sa, const IkeMessage& message);

// An IKE_AUTH response that begins with N and has no room for what accepts the peer.
bool looks_like_refusal(const IkeMessage& message);

// A new message (no copy) of an IKE SA, before it is opened.
void judge_outside(IkeSa& sa, Exchange& exchange, const IkeMessage& message);
// At the end of the capture.
void judge_end(IkeSa& sa);

}  // namespace espect::sessions
