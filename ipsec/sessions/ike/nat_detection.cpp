// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/nat_detection.h"

#include <algorithm>
#include <vector>

#include "ipsec/crypto/digest.h"
#include "ipsec/registry/tables.h"

namespace espect::sessions {
namespace {

namespace notify_types = registry::notify;

constexpr std::size_t max_source_hashes = 16;  // a peer with several addresses sends several

std::vector<std::uint8_t> hash_of(const IkeMessage& message, const Address& address,
                                  std::uint16_t port) {
  const std::uint8_t port_octets[] = {static_cast<std::uint8_t>(port >> 8),
                                      static_cast<std::uint8_t>(port)};
  return crypto::sha1(
      {message.octets().first(16), Bytes(address.octets).first(address.v6 ? 16 : 4), port_octets});
}

// Whether one of these notifies holds the hash; nothing when there is none.
std::optional<bool> fits(const IkeMessage& message, std::uint16_t type, const Address& address,
                         std::uint16_t port) {
  std::optional<bool> fit;
  std::size_t compared = 0;
  std::vector<std::uint8_t> hash;
  for (const auto& payload : message.payloads()) {
    if (payload.type.value != registry::payload::n) continue;
    const auto notify = payload.as<wire::ike::Notify>();
    if (!notify.is(type)) continue;
    if (hash.empty()) hash = hash_of(message, address, port);
    fit = std::ranges::equal(notify.data, hash);
    if (*fit || ++compared == max_source_hashes) break;
  }
  return fit;
}

}  // namespace

void NatDetection::on_init(const IkeMessage& message, const Path& path, bool from_initiator) {
  const std::size_t sender = from_initiator ? 0 : 1;
  sides_[sender].own_source_fits =
      fits(message, notify_types::nat_detection_source_ip, path.source, path.source_port);
  sides_[1 - sender].peers_destination_fits = fits(
      message, notify_types::nat_detection_destination_ip, path.destination, path.destination_port);
}

std::optional<NatPlace> NatDetection::place(bool initiator) const {
  const auto& side = sides_[initiator ? 0 : 1];
  if (!side.own_source_fits || !side.peers_destination_fits) return std::nullopt;
  if (!*side.peers_destination_fits) return NatPlace::behind;
  return *side.own_source_fits ? NatPlace::not_found : NatPlace::behind_or_forced;
}

}  // namespace espect::sessions
