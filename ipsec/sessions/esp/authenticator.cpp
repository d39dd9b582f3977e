// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/authenticator.h"

namespace espect::sessions {
namespace {

std::optional<std::uint64_t> highest_of(const TrackedFlow* flow) {
  return flow != nullptr ? std::optional(flow->sa().numbers.highest) : std::nullopt;
}

}  // namespace

Authenticated Authenticator::authenticate(const EspPacket& packet, TrackedFlow& flow,
                                          const TrackedFlow* elsewhere,
                                          std::vector<std::uint8_t>* plaintext) {
  const Path& path = packet.datagram.path;
  if (flow.key == nullptr && !flow.keys->any(path))
    return {IcvVerdict::untried, &flow, nullptr, {}};
  if (packet.datagram.cut_octets != 0) return {IcvVerdict::not_judgeable, &flow, nullptr, {}};
  if (flow.key != nullptr) {
    if (const auto opened = flow.key->open(packet, highest_of(&flow), plaintext))
      return {IcvVerdict::verified, &flow, flow.key, *opened};
    return under_another_key(packet, flow, plaintext);
  }
  for (const auto& key : flow.keys->candidates(path))
    if (const auto opened = key->open(packet, highest_of(elsewhere), plaintext))
      return {IcvVerdict::verified, &flow, key.get(), *opened};
  return {IcvVerdict::failed, &flow, nullptr, {}};
}

// An SPI that is used again, or keyed by hand anew.
Authenticated Authenticator::under_another_key(const EspPacket& packet, TrackedFlow& flow,
                                               std::vector<std::uint8_t>* plaintext) {
  for (const auto& key : flow.keys->candidates(packet.datagram.path)) {
    if (key.get() == flow.key) continue;
    if (!flow.keys->may_try_others()) break;
    TrackedFlow* of_key = flows_.at_same_place(flow, *key);
    const auto opened = key->open(packet, highest_of(of_key), plaintext);
    if (!opened) {
      flow.keys->tried_in_vain();
      continue;
    }
    if (of_key == nullptr) {
      if (flows_.size() >= max_flows_) break;
      of_key = &flows_.add_keyed_anew(flow, packet);
    }
    flows_.set_current(*of_key);
    return {IcvVerdict::verified, of_key, key.get(), *opened};
  }
  if (plaintext != nullptr) plaintext->clear();
  return {IcvVerdict::failed, &flow, nullptr, {}};
}

}  // namespace espect::sessions
