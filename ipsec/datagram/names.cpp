// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/datagram/names.h"

namespace espect {
namespace {

std::string end_text(const Address& address, std::uint16_t port) {
  return port != 0 ? to_text(address, port) : to_text(address);
}

}  // namespace

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

std::string source_text(const Path& path) {
  return end_text(path.source, path.source_port);
}

std::string destination_text(const Path& path) {
  return end_text(path.destination, path.destination_port);
}

}  // namespace espect
