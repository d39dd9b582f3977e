// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/identity.h"

#include <algorithm>

#include <fmt/format.h>

#include "ipsec/bytes/hex.h"
#include "ipsec/sessions/ikev1/quick_modes.h"

namespace espect::sessions {
namespace {

constexpr std::size_t most_octets = 64;

bool printable(Bytes octets) {
  return !octets.empty() &&
         std::ranges::all_of(octets, [](auto octet) { return octet > 0x20 && octet < 0x7f; });
}

}  // namespace

std::string ikev1_identity(Bytes body) {
  const auto id = wire::decode_all<wire::ikev1::Identification>(body);
  if (const auto selector = selector_of(id)) {
    auto whole = *selector;  // protocol and port are those of ISAKMP
    whole.ip_protocol = 0;
    whole.start_port = 0;
    whole.end_port = 0xffff;
    return whole.start == whole.end ? to_text(whole.start) : to_text(whole);
  }
  const auto shown = id.data.first(std::min(id.data.size(), most_octets));
  if (printable(shown))
    return std::string(shown.begin(), shown.end()) + (shown.size() < id.data.size() ? "..." : "");
  return fmt::format("{} {}{}", id.type.display_name(), to_hex(shown),
                     shown.size() < id.data.size() ? "..." : "");
}

}  // namespace espect::sessions
