// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/child/peers.h"

namespace espect::sessions {
namespace {

constexpr std::size_t most_announcements = 64;  // between two addresses

}  // namespace

void Peers::announce(const PathMtuAnnouncement& announcement) {
  ++announced_version_;
  auto& announcements = pairs_.of(announcement.egress, announcement.ingress).record.announcements;
  std::erase_if(announcements, [&](const PathMtuAnnouncement& old) {
    return old.egress == announcement.egress && old.spi == announcement.spi &&
           old.notify == announcement.notify;
  });
  if (announcements.size() >= most_announcements) announcements.erase(announcements.begin());
  announcements.push_back(announcement);
}

std::span<const PathMtuAnnouncement> Peers::announced(const Path& path) const {
  const auto* pair = pairs_.find(path.source, path.destination);
  if (pair == nullptr) return {};
  return pair->record.announcements;
}

void Peers::ike_sa_began(const Endpoint& a, const Endpoint& b, bool from_start) {
  auto& known = pairs_.of(a.address, b.address).record;
  if (!from_start) ++known.late_starts;
}

void Peers::ike_sa_start_known(const Endpoint& a, const Endpoint& b) {
  --pairs_.of(a.address, b.address).record.late_starts;
}

// Nothing is known of addresses that have no pair.
void Peers::ike_sa_left_out(const Path& path) {
  if (auto* pair = pairs_.find(path.source, path.destination)) pair->record.left_out = true;
}

void Peers::ike_messages_missing(const Endpoint& a, const Endpoint& b) {
  pairs_.of(a.address, b.address).record.missing = true;
}

void Peers::ike_exchange_open(const Endpoint& a, const Endpoint& b, bool open) {
  auto& known = pairs_.of(a.address, b.address).record;
  open ? ++known.open : --known.open;
}

void Peers::ike_message_sealed(const Endpoint& a, const Endpoint& b) {
  ++pairs_.of(a.address, b.address).record.closed;
}

void Peers::ike_message_opened(const Endpoint& a, const Endpoint& b) {
  auto& known = pairs_.of(a.address, b.address).record;
  --known.closed;
  known.opened = true;
}

bool Peers::all_known(const Path& path) const {
  const auto* pair = pairs_.find(path.source, path.destination);
  return pair != nullptr && pair->record.opened && pair->record.closed == 0 &&
         pair->record.late_starts == 0 && pair->record.open == 0 && !pair->record.missing &&
         !pair->record.left_out;
}

}  // namespace espect::sessions
