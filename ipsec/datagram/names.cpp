// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/datagram/names.h"

namespace espect {

std::string_view to_text(Encapsulation encapsulation) {
  switch (encapsulation) {
    case Encapsulation::none:
      return "none";
    case Encapsulation::udp:
      return "udp";
    case Encapsulation::tcp:
      return "tcp";
  }
  return "none";
}

std::string_view to_text(Protocol protocol) {
  return protocol == Protocol::esp ? "esp" : protocol == Protocol::ah ? "ah" : "eesp";
}

std::string_view display_name(Protocol protocol) {
  return protocol == Protocol::esp ? "ESP" : protocol == Protocol::ah ? "AH" : "EESP";
}

}  // namespace espect
