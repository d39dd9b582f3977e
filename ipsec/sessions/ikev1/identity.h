// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/bytes/bytes.h"

namespace espect::sessions {

// The body of an ID payload for people (RFC 2407 section 4.6.2): "vpn@example.org", "192.0.2.1",
// "ID_DER_ASN1_DN 30..."; printable whatever it holds.
std::string ikev1_identity(Bytes body);

}  // namespace espect::sessions
