// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/child_sas.h"
#include "ipsec/sessions/ike/ike_contents.h"
#include "ipsec/sessions/ike/ike_sa.h"

// What D payloads end, RFC 7296 sections 1.4.1 and 3.11.
namespace espect::sessions {

// Whether one names the IKE SA itself.
bool deletes_ike_sa(const IkeContents& contents);

// The Child SAs that they name, or that go with their IKE SA.
void delete_children(ChildSas& children, const IkeSa& sa, const Datagram& datagram,
                     const IkeContents& contents);

}  // namespace espect::sessions
