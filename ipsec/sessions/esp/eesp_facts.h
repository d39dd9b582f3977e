// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/sessions/esp/eesp_form.h"

namespace espect::sessions {

// What a sub-SA of EESP has beside what every flow has.
struct EespFacts {
  std::optional<EespForm> form;          // its packets are read so; nothing: left closed
  std::optional<EespForm> recognised;    // whose first octets its first packet has
  std::optional<bool> numbered;          // packets carry a sequence number
  bool numbered_assumed = false;         // the negotiation is not known; the first number was small
  std::optional<bool> iv_is_associated;  // which of the two readings verified

  // Why packets are not looked into, for people.
  std::string why_closed() const;
};

}  // namespace espect::sessions
