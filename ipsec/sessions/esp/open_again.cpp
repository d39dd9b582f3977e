// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/open_again.h"

#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

std::vector<std::uint8_t> open_again(const EspPacket& packet, const EspFlow& flow,
                                     std::uint64_t sequence) {
  std::vector<std::uint8_t> plaintext;
  // Every flow that the sessions show is one that they track.
  const auto& tracked = static_cast<const TrackedFlow&>(flow);
  if (tracked.key != nullptr && tracked.key->open(packet, sequence, &plaintext)) return plaintext;
  plaintext.clear();
  if (tracked.key != nullptr || tracked.keys == nullptr) return plaintext;
  for (const auto& key : tracked.keys->content_keys()) {
    if (key->proven() && key->open(packet, plaintext)) return plaintext;
    plaintext.clear();
  }
  return plaintext;
}

}  // namespace espect::sessions
