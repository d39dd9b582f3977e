// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/tracked_flow.h"
#include "ipsec/sessions/table/digest.h"
#include "ipsec/sessions/table/recent_datagrams.h"

namespace espect::sessions {

// Puts sequence numbers into the history of their SA. Tells SequenceOutOfOrder and
// EspCapturedTwice.
class SequenceOrder {
 public:
  explicit SequenceOrder(const EspListeners& events) : events_(events) {}

  // How many hops behind the point where it was seen first the capture saw this packet again;
  // nothing when it did not.
  std::optional<std::uint8_t> hops_behind(const EspPacket& packet, const EspFlow& flow) const {
    // Above all numbers: it is new. Where packets failed their numbers are none of the SA's.
    if (packet.sequence > static_cast<std::uint32_t>(flow.sa().numbers.highest) &&
        flow.icv_bad == 0)
      return std::nullopt;
    const auto hops = recent_.seen_again(recognised(flow, packet), Sighting(packet.datagram));
    return hops && *hops != 0 ? hops : std::nullopt;
  }
  // The same of one that does not verify. It may look like one that does, so all octets count.
  std::optional<std::uint8_t> failed_hops_behind(const EspPacket& packet,
                                                 const EspFlow& flow) const {
    if (flow.icv_bad == 0 || failed_.forgotten_by(packet.datagram.frame)) return std::nullopt;
    const auto hops =
        failed_.seen_again(recognised_in_full(flow, packet), Sighting(packet.datagram));
    return hops && *hops != 0 ? hops : std::nullopt;
  }
  // Nanoseconds from there to here.
  std::int64_t delay_of(const EspPacket& packet, const EspFlow& flow) const {
    const Sighting here(packet.datagram);
    const auto delay = recent_.since(recognised(flow, packet), here);
    return delay != 0 ? delay : failed_.since(recognised_in_full(flow, packet), here);
  }
  // `number`: the 64-bit one of the packet.
  SequenceVerdict on(const EspPacket& packet, TrackedFlow& flow, std::uint64_t number,
                     bool authentic) {
    TrackedFlow& sa = flow.sa_track();
    if (!sa.numbers.sequential) return unordered(packet, flow);
    if (flow.arrivals != nullptr || !sa.history.add_next(sa.numbers, number))
      return elsewhere(packet, flow, number, authentic);
    sa.highest_traffic_class = packet.datagram.ip.traffic_class;
    return SequenceVerdict::next;
  }
  // Every packet, after it was judged. One that `failed` was made up or changed: what it looks like
  // may come behind it.
  void passed(const EspPacket& packet, const EspFlow& flow, bool failed = false) {
    if (failed) [[unlikely]]
      failed_.add(recognised_in_full(flow, packet), Sighting(packet.datagram));
    else
      recent_.add(recognised(flow, packet), Sighting(packet.datagram));
  }

 private:
  SequenceVerdict elsewhere(const EspPacket& packet, TrackedFlow& flow, std::uint64_t number,
                            bool authentic);
  SequenceVerdict unordered(const EspPacket& packet, TrackedFlow& flow);
  // The length and the end of the ICV stand for all octets.
  static Recognised recognised(const EspFlow& flow, const EspPacket& packet) {
    const Bytes octets = packet.octets;
    const auto end =
        octets.size() >= 8 ? load_be<std::uint64_t>(octets.data() + octets.size() - 8) : 0;
    return {flow.id, packet.sequence, end + octets.size()};
  }

  static Recognised recognised_in_full(const EspFlow& flow, const EspPacket& packet) {
    return {flow.id, packet.sequence, digest_of(packet.octets)};
  }

  const EspListeners& events_;
  RecentDatagrams recent_;
  RecentDatagrams failed_;
};

}  // namespace espect::sessions
