// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/hop/hop_comparison.h"

#include <algorithm>
#include <utility>

#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/table/digest.h"
#include "ipsec/sessions/table/sequence_number.h"

namespace espect::sessions {
namespace {

// What a snap length of 128 leaves of an ESP packet in UDP over IPv6, and then some.
constexpr std::size_t known_octets = 48;
// SPIs, exchange, flags, message id and length of an IKE message, and which fragment it is.
constexpr std::size_t ike_head_octets = 36;
constexpr std::size_t max_singles = 65536;
// Packets that begin alike and differ behind that: so many are told from each other.
constexpr unsigned max_alike = 64;

std::size_t index_of(Side side) {
  return static_cast<std::size_t>(side);
}

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  const std::array both{a, b};
  return seeded_hash(both.data(), both.size());
}

}  // namespace

struct HopComparison::Facts {
  HopProtocol protocol = HopProtocol::esp;
  std::uint64_t spi = 0;
  std::uint64_t sequence = 0;
  std::uint64_t hash = 0;
  std::uint64_t digest = 0;
};

std::optional<HopComparison::Facts> HopComparison::facts_of(const Datagram& datagram) {
  Facts facts;
  Bytes octets;
  if (const auto* esp = std::get_if<Esp>(&datagram.content)) {
    octets = esp->packet;
    facts.spi = esp->spi;
    facts.sequence = esp->sequence;
  } else if (const auto* ah = std::get_if<Ah>(&datagram.content)) {
    octets = ah->header_and_payload;
    facts.protocol = HopProtocol::ah;
    facts.spi = ah->spi;
    facts.sequence = ah->sequence;
  } else if (const auto* ike = std::get_if<Ike>(&datagram.content)) {
    octets = ike->message;
    if (octets.size() < 8) return std::nullopt;
    facts.protocol = HopProtocol::ike;
    facts.spi = load_be<std::uint64_t>(octets.data());
    facts.sequence = digest_of(octets.first(std::min(octets.size(), ike_head_octets)));
  } else {
    return std::nullopt;
  }
  const auto head = digest_of(octets.first(std::min(octets.size(), known_octets)));
  facts.hash = mixed(head, octets.size() + datagram.cut_octets);
  if (datagram.cut_octets == 0) facts.digest = digest_of(octets) | 1U;
  return facts;
}

void HopComparison::reached(Side side, Time time) {
  const auto at = index_of(side);
  first_[at] = any_[at] ? std::min(first_[at], time) : time;
  last_[at] = any_[at] ? std::max(last_[at], time) : time;
  any_[at] = true;
}

void HopComparison::on(Side side, const Datagram& datagram) {
  if (std::holds_alternative<BrokenFragments>(datagram.content)) ++hop_.incomplete[index_of(side)];
  const auto facts = facts_of(datagram);
  if (!facts) return;
  ++hop_.packets[index_of(side)];
  Packet* packet = find(side, *facts);
  const auto sa = sas_.at({index_of(side), facts->protocol, facts->spi, &datagram.path},
                          packet != nullptr ? packet->sa : HopRecord::none);
  if (sa == HopRecord::none) {
    ++hop_.dropped;
    auto& dropped = dropped_[index_of(side)];
    if (!dropped) dropped = {datagram.time, datagram.time};
    dropped = {std::min(dropped->earliest, datagram.time),
               std::max(dropped->latest, datagram.time)};
    return;
  }
  ++sas_[sa].packets[index_of(side)];
  if (packet == nullptr) {
    if (packets_.size() == max_packets_) settle_oldest(true);
    auto& newest = by_hash_[facts->hash];
    packet = &packets_.emplace_back();
    packet->alike = std::exchange(newest, first_number_ + packets_.size());
    packet->hash = facts->hash;
    packet->sequence = facts->sequence;
    packet->sa = sa;
  }
  see(side, *facts, datagram, *packet);
}

// The newest packet with these octets. Where one of the two was cut off, what was captured decides.
HopComparison::Packet* HopComparison::find(Side side, const Facts& facts) {
  const auto agree = [](std::uint64_t a, std::uint64_t b) { return a == 0 || b == 0 || a == b; };
  const auto newest = by_hash_.find(facts.hash);
  auto number = newest != by_hash_.end() ? newest->second : 0;
  for (unsigned tried = 0; number > first_number_ && tried < max_alike; ++tried) {
    Packet& packet = packets_[number - 1 - first_number_];
    number = packet.alike;
    const Sa& sa = sas_[packet.sa];
    if (sa.spi != facts.spi || sa.protocol != facts.protocol || packet.sequence != facts.sequence)
      continue;
    const auto& here = packet.sights[index_of(side)];
    const auto& there = packet.sights[1 - index_of(side)];
    if (agree(here.digest, facts.digest) && agree(there.digest, facts.digest)) return &packet;
  }
  return nullptr;
}

void HopComparison::see(Side side, const Facts& facts, const Datagram& datagram, Packet& packet) {
  Sight& sight = packet.sights[index_of(side)];
  const auto& ip = datagram.ip;
  if (sight.copies++ != 0) {
    if (sight.first.captured_again(Sighting(datagram))) ++sight.immediate;
    return;
  }
  sight.digest = facts.digest;
  sight.first = Sighting(datagram);
  sight.largest_piece = ip.largest_piece;
  sight.fragments = ip.fragments;
  sight.dscp = ip.traffic_class >> 2;

  const bool second = packet.sights[1 - index_of(side)].copies != 0;
  if (second) pair(side, packet);
  if (facts.protocol == HopProtocol::ike) return;
  Sa& sa = sas_[packet.sa];
  auto& highest = sa.highest[index_of(side)];
  const auto number = extend_sequence(static_cast<std::uint32_t>(facts.sequence), highest);
  if (number < highest) sight.late = highest - number;
  // Where every packet of this SA came from the other side, one that did not is nobody's: a forged
  // jump must not make late what follows.
  const bool expected_there = sa.pairs != 0 && sa.paired_here[index_of(side)] == sa.pairs;
  if (second || !expected_there) highest = std::max(highest, number);
}

void HopComparison::pair(Side second, Packet& packet) {
  Sa& sa = sas_[packet.sa];
  const Sight& before = packet.sights[0];
  const Sight& after = packet.sights[1];
  ++sa.pairs;
  ++sa.paired_here[index_of(second)];
  sa.ttl_votes += before.first.ttl > after.first.ttl   ? 1
                  : before.first.ttl < after.first.ttl ? -1
                                                       : 0;
  const auto between = after.first.time.nanoseconds - before.first.time.nanoseconds;
  sa.least = std::min(sa.least, between);
  sa.most = std::max(sa.most, between);
  least_ = std::min(least_, between);
  most_ = std::max(most_, between);
  if (!offset_ || std::abs(between) < std::abs(*offset_)) offset_ = between;
  if (sa.delays == nullptr) sa.delays = std::make_unique<DelayHistogram>();
  sa.delays->add(between);
}

void HopComparison::settle_oldest(bool early) {
  const auto newest = by_hash_.find(packets_.front().hash);
  if (newest != by_hash_.end() && newest->second == first_number_ + 1) by_hash_.erase(newest);
  settle(packets_.front(), early);
  packets_.pop_front();
  ++first_number_;
}

void HopComparison::settle(const Packet& packet, bool early) {
  Sa& sa = sas_[packet.sa];
  const auto& [before, after] = packet.sights;
  for (std::size_t side = 0; side < 2; ++side) {
    const Sight& here = packet.sights[side];
    const Sight& there = packet.sights[1 - side];
    if (there.copies == 0)
      return early && !surely_passed(here.first.time, side) ? give_up(packet, side)
                                                            : settle_single(packet, side);
    if (here.copies > there.copies) {
      sa.extra[side] += here.copies - there.copies;
      sa.immediate[side] += std::min(here.immediate, here.copies - there.copies);
    }
    if (here.fragments != 0 && there.fragments == 0) ++sa.fragmented[side];
    if (here.late != 0 && there.late == 0) {
      ++sa.late[side];
      sa.max_late[side] = std::max(sa.max_late[side], here.late);
    }
  }
  sa.matched += std::min(before.copies, after.copies);
  if (before.fragments != 0 && after.fragments != 0 &&
      (before.fragments != after.fragments || before.largest_piece != after.largest_piece))
    ++sa.refragmented;
  if (before.dscp != after.dscp) ++sa.dscp_changed;
}

// Only `side` has it. When the other one has another of the same number, octets were changed.
void HopComparison::settle_single(const Packet& packet, std::size_t side) {
  const auto at = sas_.root(packet.sa);
  Sa& sa = sas_[at];
  const Sight& sight = packet.sights[side];
  const auto key = mixed(packet.sequence, at);
  auto [entry, fresh] = singles_.try_emplace(key);
  auto& here = entry->second[side];
  auto& there = entry->second[1 - side];
  std::uint32_t copies = sight.copies;
  while (copies != 0 && there != 0) {
    --copies, --there;
    --sa.only[1 - side];
    ++sa.corrupted;
  }
  const auto time = sight.first.time;
  if (copies != 0 &&
      (!surely_inside(time, side) || may_be_given_up(time, side) || may_be_dropped(time, side))) {
    sa.outside[side] += copies;
    copies = 0;
  }
  here += copies;
  sa.only[side] += copies;
  sa.immediate[side] += std::min(sight.immediate, copies);
  if (fresh) single_order_.push_back(key);
  if (single_order_.size() > max_singles) {
    singles_.erase(single_order_.front());
    single_order_.pop_front();
  }
}

// Whether the other capture was running when its half of a packet passed. Without any match the
// clocks are taken to be equal.
bool HopComparison::surely_inside(Time time, std::size_t side) const {
  const auto other = 1 - side;
  if (!any_[other]) return true;
  const auto [earliest, latest] = at_other_side(time, side);
  return earliest >= first_[other] && latest <= last_[other];
}

// Whether its other half may be one that found no place.
bool HopComparison::may_be_dropped(Time time, std::size_t side) const {
  const auto& dropped = dropped_[1 - side];
  if (!dropped) return false;
  const auto [earliest, latest] = at_other_side(time, side);
  return !offset_ || (latest >= dropped->earliest && earliest <= dropped->latest);
}

HopComparison::Span HopComparison::at_other_side(Time time, std::size_t side) const {
  const auto least = least_ <= most_ ? least_ : 0;
  const auto most = least_ <= most_ ? most_ : 0;
  return {time + (side == 0 ? least : -most), time + (side == 0 ? most : -least)};
}

// Whether the other capture has been read beyond its half. Before the first match nobody knows how
// far the clocks are apart.
bool HopComparison::surely_passed(Time time, std::size_t side) const {
  return offset_ && at_other_side(time, side).latest <= last_[1 - side];
}

void HopComparison::give_up(const Packet& packet, std::size_t side) {
  const Sight& sight = packet.sights[side];
  sas_[sas_.root(packet.sa)].outside[side] += sight.copies;
  hop_.given_up += sight.copies;
  auto& until = given_up_until_[side];
  until = until ? std::max(*until, sight.first.time) : sight.first.time;
}

bool HopComparison::may_be_given_up(Time time, std::size_t side) const {
  const auto& until = given_up_until_[1 - side];
  return until && (!offset_ || at_other_side(time, side).earliest <= *until);
}

Hop HopComparison::finish() {
  while (!packets_.empty()) settle_oldest(false);
  conclude(sas_.all(), hop_);
  return std::move(hop_);
}

}  // namespace espect::sessions
