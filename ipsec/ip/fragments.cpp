// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/fragments.h"

#include <cstring>
#include <utility>

namespace espect::ip {
namespace {

using Interest = Reassembly::Interest;
using Outcome = Reassembly::Outcome;

// RFC 791: offsets count 8 octets, so all but the last fragment are a multiple of that.
bool malformed(const IpView& fragment) {
  const std::uint32_t octets = fragment.payload_octets();
  return octets == 0 || (fragment.more_fragments && octets % 8 != 0) ||
         fragment.fragment_offset + octets > largest_ip_packet;
}

}  // namespace

std::size_t Fragments::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = (std::uint64_t{key.identification} << 8) | key.protocol;
  for (const Address* address : {&key.source, &key.destination}) {
    for (std::size_t at = 0; at < address->octets.size(); at += 8) {
      std::uint64_t part = 0;
      std::memcpy(&part, address->octets.data() + at, sizeof part);
      hash = (hash ^ part) * 0x9e3779b97f4a7c15U;
      hash ^= hash >> 32;
    }
  }
  return hash;
}

bool Fragments::may_be_wanted(const IpView& fragment) const {
  switch (fragment.payload.protocol) {
    case protocol::esp:
    case protocol::ah:
    case protocol::udp:
      return true;
    default:  // EESP, or an extension header behind the Fragment header: the first fragment tells
      return listener_.eesp_protocol() == fragment.payload.protocol ||
             (fragment.v6() && is_extension_header(fragment.payload.protocol)) ||
             wanted_.is_tunnel(fragment.payload.protocol);
  }
}

Fragments::Taken Fragments::add(const IpView& fragment, std::uint32_t frame, Time time) {
  if (!may_be_wanted(fragment)) return {};
  if (malformed(fragment)) return {.malformed = true};
  const Key key = key_of(fragment);
  auto found = open_by_key_.find(key);
  OpenList::iterator entry;
  if (found != open_by_key_.end()) {
    entry = found->second;
  } else {
    const History history = history_of(fragment, key, time);
    if (history.ignore) return {.ipsec = history.ipsec};
    entry = open(fragment, key, time, history.complete);
  }

  octets_ -= entry->packet.cost();
  const Outcome outcome = entry->packet.add(fragment, frame, time, wanted_);
  octets_ += entry->packet.cost();
  if (outcome == Outcome::overlap) entry->overlapped = true;

  const Interest interest = entry->packet.interest();
  // Undecided with all fragments there: the capture cut off what would tell.
  if (interest == Interest::other ||
      (interest == Interest::undecided && entry->packet.complete())) {
    close(entry, Closing::other, time);
    return {};
  }
  if (interest == Interest::undecided) {
    ++entry->uncounted;
    keep_limits(time);
    return {};
  }
  const bool ipsec = interest == Interest::ipsec;
  if (ipsec) facts_.ipsec_packets += std::exchange(entry->uncounted, 0);
  if (ipsec && entry->overlapped && !entry->overlap_reported) report_overlap(*entry);
  if (entry->overlapped && fragment.datagram.path.source.v6) {
    close(entry, Closing::spoiled, time);
    return {.ipsec = ipsec};
  }
  if (!entry->packet.complete()) {
    keep_limits(time);
    return {.ipsec = ipsec};
  }
  return {.ipsec = ipsec, .whole = close(entry, Closing::complete, time)};
}

Fragments::History Fragments::history_of(const IpView& fragment, const Key& key, Time time) {
  const auto found = closed_by_key_.find(key);
  if (found == closed_by_key_.end()) return {};
  const Closed closed = *found->second;
  const bool recent = closed.deadline >= time;
  const bool first = fragment.fragment_offset == 0;
  if (recent && (closed.why == Closing::spoiled || (closed.why == Closing::other && !first)))
    return {.ignore = true, .ipsec = closed.ipsec};
  closed_.erase(found->second);
  closed_by_key_.erase(found);
  return {.complete = recent && closed.why == Closing::complete};
}

Fragments::OpenList::iterator Fragments::open(const IpView& fragment, const Key& key, Time time,
                                              bool repeats) {
  open_.push_back({key, deadline_from(time), Reassembly(fragment, wanted_), repeats});
  const auto entry = std::prev(open_.end());
  open_by_key_.emplace(key, entry);
  octets_ += entry->packet.cost();
  return entry;
}

Reassembly Fragments::close(OpenList::iterator entry, Closing why, Time now) {
  const bool ipsec = entry->packet.interest() == Interest::ipsec;
  closed_.push_back({entry->key, deadline_from(now), why, ipsec});
  closed_by_key_.emplace(entry->key, std::prev(closed_.end()));
  if (closed_.size() > limits_.datagrams) {
    if (closed_.front().why == Closing::spoiled) doubtful_until_ = closed_.front().deadline;
    closed_by_key_.erase(closed_.front().key);
    closed_.pop_front();
  }
  return remove(entry);
}

Reassembly Fragments::remove(OpenList::iterator entry) {
  octets_ -= entry->packet.cost();
  Reassembly packet = std::move(entry->packet);
  open_by_key_.erase(entry->key);
  open_.erase(entry);
  return packet;
}

// Says that the packet stayed incomplete. A copy of a fragment of a complete packet is no news.
void Fragments::give_up(OpenList::iterator entry) {
  if (entry->packet.interest() == Interest::tunnel) {
    facts_.tunnel_fragments += entry->packet.fragments();
    return;
  }
  if (doubtful_until_ && entry->deadline <= deadline_from(*doubtful_until_)) {
    facts_.dropped_fragments += entry->packet.fragments();
    return;
  }
  const Datagram report = entry->packet.broken(entry->overlapped && !entry->overlap_reported);
  const bool known = entry->packet.interest() == Interest::ipsec;
  const auto& content = std::get<BrokenFragments>(report.content);
  if (!entry->repeats && (known || content.ip_protocol == protocol::udp)) listener_.on(report);
}

void Fragments::report_overlap(Open& entry) {
  entry.overlap_reported = true;
  listener_.on(entry.packet.broken(true));
}

void Fragments::keep_limits(Time now) {
  while (!open_.empty() && (open_.size() > limits_.datagrams || octets_ > limits_.octets)) {
    const auto oldest = open_.begin();
    facts_.dropped_fragments += oldest->packet.fragments();
    close(oldest, Closing::spoiled, now);
  }
}

void Fragments::expire(Time now) {
  while (overdue(now)) {
    give_up(open_.begin());
    remove(open_.begin());
  }
}

void Fragments::finish() {
  while (!open_.empty()) {
    give_up(open_.begin());
    remove(open_.begin());
  }
}

Time Fragments::deadline_from(Time time) const {
  const auto wait = static_cast<std::int64_t>(limits_.timeout_seconds * 1e9);
  return time + wait;
}

}  // namespace espect::ip
