// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/tcp_streams.h"

#include <iterator>

#include "ipsec/bytes/endian.h"

namespace espect::network {
namespace {

using Phase = TcpFrames::Phase;

constexpr std::uint16_t ipsec_port = 4500;

}  // namespace

std::size_t TcpStreams::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = (std::uint64_t{key.source_port} << 16) | key.destination_port;
  for (const Address* address : {&key.source, &key.destination}) {
    for (const std::uint64_t part : {address->high_word(), address->low_word()}) {
      hash = (hash ^ part) * 0x9e3779b97f4a7c15U;
      hash ^= hash >> 32;
    }
  }
  return hash;
}

TcpStreams::Taken TcpStreams::add(const TcpSegment& segment, Datagram& datagram) {
  const bool known_port = segment.ports.has(ipsec_port);
  const bool prefix = starts_with_tcp_prefix(segment.data);
  if (!known_port && !prefix && other_ports_ == 0) return Taken::nothing;
  Path& path = datagram.path;
  const Key key{path.source, path.destination, segment.ports.source, segment.ports.destination};
  Entry* entry = find(key);
  if (entry == nullptr) {
    const bool opens = known_port && (segment.syn || segment.data_octets() != 0);
    if (!opens && !prefix) return Taken::nothing;
    entry = &create(key);
  }
  path.source_port = key.source_port;
  path.destination_port = key.destination_port;
  path.encapsulation = Encapsulation::tcp;
  current_ = &datagram;
  delivered_ = false;

  const Phase before = entry->stream.phase();
  const bool taken = read(*entry, segment, datagram);
  const Phase phase = entry->stream.phase();
  // The prefix, or something else in its place, speaks for both directions.
  if (prefix || (phase != before && phase != Phase::searching))
    tell_other_direction(key, phase, segment);
  keep_limits();
  if (delivered_) return Taken::ipsec;
  if (segment.data_octets() == 0) return Taken::nothing;
  if (taken && phase == Phase::framing) return Taken::ipsec;
  return known_port && !taken ? Taken::unread : Taken::nothing;
}

bool TcpStreams::read(Entry& entry, const TcpSegment& segment, const Datagram& datagram) {
  octets_ -= entry.stream.cost();
  const bool taken =
      entry.stream.add(segment, {datagram.frame, datagram.time, datagram.ip}, limits_, *this);
  octets_ += entry.stream.cost();
  return taken;
}

void TcpStreams::tell_other_direction(const Key& key, Phase phase, const TcpSegment& segment) {
  const Key other{key.destination, key.source, key.destination_port, key.source_port};
  Entry* entry = find(other);
  if (phase == Phase::framing && segment.ack) {
    if (entry == nullptr) entry = &create(other);
    if (entry->stream.unread_from(segment.acknowledgment))
      entry->stream.begin(segment.acknowledgment, Phase::framing);
  } else if (phase == Phase::other) {
    if (entry != nullptr && entry->stream.phase() == Phase::searching) entry->stream.refuse();
    if (find(key)->other_port) {
      remove(key);
      remove(other);
    }
  }
}

void TcpStreams::on_frame(Bytes content, std::uint32_t cut_octets) {
  Datagram& datagram = *current_;
  if (content.size() == 1 && content[0] == 0xff && cut_octets == 0) {
    datagram.content = Keepalive{};
  } else if (content.size() > non_esp_marker_octets &&
             load_be<std::uint32_t>(content.data()) == 0) {
    datagram.content = Ike{content.subspan(non_esp_marker_octets), true};
  } else if (content.size() >= smallest_esp) {
    datagram.content = Esp{content, load_be<std::uint32_t>(content.data()),
                           load_be<std::uint32_t>(content.data() + 4)};
  } else {
    return;
  }
  datagram.cut_octets = cut_octets;
  delivered_ = true;
  listener_.on(datagram);
}

// The stream is the youngest one then.
TcpStreams::Entry* TcpStreams::find(const Key& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  streams_.splice(streams_.end(), streams_, found->second);
  return &*found->second;
}

TcpStreams::Entry& TcpStreams::create(const Key& key) {
  const bool other_port = key.source_port != ipsec_port && key.destination_port != ipsec_port;
  streams_.push_back({key, other_port, {}});
  by_key_.emplace(key, std::prev(streams_.end()));
  if (other_port) ++other_ports_;
  return streams_.back();
}

void TcpStreams::remove(List::iterator entry) {
  octets_ -= entry->stream.cost();
  if (entry->other_port) --other_ports_;
  by_key_.erase(entry->key);
  streams_.erase(entry);
}

void TcpStreams::remove(const Key& key) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) remove(found->second);
}

// What is behind a gap that will not fill any more, as of the packet that came last.
void TcpStreams::read_kept(Entry& entry) {
  if (!entry.stream.waiting()) return;
  const TcpStream::Arrival& arrival = entry.stream.last_kept();
  Datagram datagram;
  datagram.frame = arrival.frame;
  datagram.time = arrival.time;
  datagram.ip = arrival.ip;
  datagram.path = {entry.key.source, entry.key.destination, entry.key.source_port,
                   entry.key.destination_port, Encapsulation::tcp};
  current_ = &datagram;
  octets_ -= entry.stream.cost();
  entry.stream.give_up_gaps(*this);
  octets_ += entry.stream.cost();
  current_ = nullptr;
}

void TcpStreams::keep_limits() {
  const bool delivered = delivered_;
  while (streams_.size() > 1 && (streams_.size() > limits_.streams || octets_ > limits_.octets)) {
    const auto oldest = streams_.begin();
    if (oldest->stream.phase() != Phase::other) ++facts_.tcp_dropped_streams;
    read_kept(*oldest);
    remove(oldest);
  }
  delivered_ = delivered;
}

void TcpStreams::finish() {
  for (Entry& entry : streams_) read_kept(entry);
  streams_.clear();
  by_key_.clear();
  other_ports_ = octets_ = 0;
}

}  // namespace espect::network
