// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/said/extension_notify.h"

namespace espect::sessions {

// What a decrypting gateway said in an INFORMATIONAL exchange about the path to it: an LMAP or PTB
// notify, experimental profile section 4.
struct PathMtuAnnouncement {
  std::uint16_t notify = 0;  // link_max_atomic_packet or ptb
  Protocol protocol = Protocol::esp;
  std::optional<std::uint32_t> spi;  // on which its sender receives; nothing = all Child SAs
  Address egress;                    // its sender
  Address ingress;
  std::uint32_t mtu = 0;  // octets of the outer IP packet
  std::uint32_t request_frame = 0;
  std::uint32_t response_frame = 0;
  Time effective{};  // of the response: from then on the ingress knows
};

// The MTU of such a notify; nothing when its data is in no layout that is known.
std::optional<std::uint32_t> announced_mtu(Bytes data);

}  // namespace espect::sessions
