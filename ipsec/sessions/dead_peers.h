// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/child_sas.h"
#include "ipsec/sessions/esp/flow_table.h"
#include "ipsec/sessions/ike/ike_sa.h"

namespace espect::sessions {

// Whether the peer that no longer answers on this IKE SA has sent packets of the flow after it was
// asked for the last time: then it lives (RFC 7296 section 2.4).
bool still_speaks(const IkeSa& dead, const EspFlow& flow);

// With an IKE SA that is dead its Child SAs go (RFC 7296 section 2.4), at the end of the capture;
// not those on which the peer still speaks.
void close_child_sas_of_dead_peers(const SaTable<IkeSa>& ike_sas, const FlowTable& flows,
                                   ChildSas& children);

}  // namespace espect::sessions
