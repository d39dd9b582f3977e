// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/bytes/bytes.h"

namespace espect::plugin {

// "EAP Request MSCHAPv2 Challenge", "EAP Response Identity carol", "EAP Failure": what an EAP
// packet says on one line (RFC 3748 section 4). Empty when there is no packet.
std::string eap_summary(Bytes packet);

}  // namespace espect::plugin
