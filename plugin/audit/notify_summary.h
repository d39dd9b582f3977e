// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/ike/notify.h"

namespace espect::plugin {

struct NotifySummary {
  std::string words;       // empty: a capability, which changes nothing in this exchange
  bool secondary = false;  // said only of a message that says nothing else
};

// "N(COOKIE)", "INVALID_KE wants 31 (Curve25519)", "LMAP 1396", "N(AUTH_LIFETIME 3600 s)": what a
// notify changes in its exchange, with the value that it gives.
NotifySummary summary_of(const wire::ike::Header& header, const wire::ike::Notify& notify);

}  // namespace espect::plugin
