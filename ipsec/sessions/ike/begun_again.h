// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/ike/ike_sa.h"

// IKE_SA_INIT under the SPIs of an IKE SA that is there already: of somebody else, or of its peers
// who begin again.
namespace espect::sessions {

// Its peers agreed and use it; what comes now is no copy of what they sent. In a capture that is
// not in order the message that is still missing may come behind. Before it is up, and behind its
// end, the peers themselves may begin again under their SPIs.
bool begins_again(IkeSa& sa, const IkeMessage& message, bool from_initiator);

// A request, no copy, under the SPI of an IKE SA that its initiator gave up: it is refused or gone,
// or has a request that was repeated in vain.
bool gives_up(IkeSa& sa, const Datagram& datagram, const IkeMessage& message);

}  // namespace espect::sessions
