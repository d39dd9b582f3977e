// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sequence_order.h"

#include <algorithm>

namespace espect::sessions {

namespace {

// Of an SA that begins in the capture small numbers come first, if not in their order.
bool is_no_beginning(std::uint64_t first, const EspFlow& flow) {
  constexpr std::uint32_t least_window = 32;  // RFC 4303 section 3.4.3
  return first > std::max(flow.window, least_window);
}

}  // namespace

SequenceVerdict SequenceOrder::elsewhere(const EspPacket& packet, TrackedFlow& flow,
                                         std::uint64_t number, bool authentic) {
  const Datagram& datagram = packet.datagram;
  TrackedFlow& sa = flow.sa_track();
  const auto window = flow.anti_replay() ? flow.window : UINT32_MAX;
  const bool seen_before = number <= sa.numbers.highest && sa.history.seen(sa.numbers, number);
  if (seen_before && recent_.seen_again(recognised(flow, packet), Sighting(datagram))) {
    ++flow.capture_duplicates;
    events_.tell(EspCapturedTwice{datagram, flow, flow.child});
    return SequenceVerdict::duplicate;
  }
  const auto verdict = sa.history.add(sa.numbers, number, window);
  const auto distance = sa.history.distance();
  if (verdict == SequenceVerdict::first)
    sa.numbers.began_before = flow.child == nullptr && is_no_beginning(number, flow);
  if (flow.arrivals != nullptr) flow.arrivals->add(number, verdict, distance);
  if (verdict == SequenceVerdict::next || verdict == SequenceVerdict::first)
    sa.highest_traffic_class = datagram.ip.traffic_class;
  else
    events_.tell(
        SequenceOutOfOrder{datagram, flow, flow.child, number, verdict, distance, authentic});
  return verdict;
}

// Copies that the capture made are told from their octets; nothing else is.
SequenceVerdict SequenceOrder::unordered(const EspPacket& packet, TrackedFlow& flow) {
  const Datagram& datagram = packet.datagram;
  if (recent_.seen_again(recognised(flow, packet), Sighting(datagram))) {
    ++flow.capture_duplicates;
    events_.tell(EspCapturedTwice{datagram, flow, flow.child});
    return SequenceVerdict::next;
  }
  TrackedFlow& sa = flow.sa_track();
  const auto verdict = sa.numbers.distinct == 0 ? SequenceVerdict::first : SequenceVerdict::next;
  sa.numbers.add(packet.sequence, verdict, 0);
  if (flow.arrivals != nullptr) flow.arrivals->add(packet.sequence, verdict, 0);
  return verdict;
}

}  // namespace espect::sessions
