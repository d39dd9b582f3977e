// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/reader.h"

namespace espect::network::header {

// RFC 4380 section 5.1.1: IPv6, behind an authentication and the client's address as a server saw
// it, both of which may be missing.
Inside teredo(Bytes bytes) {
  constexpr std::uint16_t origin = 0, authentication = 1;
  Reader in(bytes);
  for (int headers = 0; headers < 2 && bytes.size() > 2 && bytes[0] == 0; ++headers) {
    const auto indicator = in.number<std::uint16_t>("indicator");
    if (indicator == authentication) {
      const auto client = in.number<std::uint8_t>("client identifier length");
      const auto value = in.number<std::uint8_t>("authentication length");
      in.take(std::size_t{client} + value + 9, "identifier, authentication, nonce");
    } else if (indicator == origin) {
      in.take(6, "origin");
    } else {
      return {};
    }
    if (!in.ok()) return {};
    bytes = in.peek();
  }
  return !bytes.empty() && bytes[0] >> 4 == 6 ? ip6_at(bytes) : Inside{};
}

}  // namespace espect::network::header
