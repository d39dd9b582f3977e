// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/address.h"

#include <arpa/inet.h>

namespace espect::sessions {

std::string to_text(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  // inet_ntop shortens IPv6 as RFC 5952 section 4 wants and cannot fail with a buffer of this size.
  inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.octets.data(), text.data(), text.size());
  return text.data();
}

std::string to_text(const Address& address, std::uint16_t port) {
  const std::string text = to_text(address);
  return (address.v6 ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

}  // namespace espect::sessions
