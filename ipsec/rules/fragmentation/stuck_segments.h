// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <tuple>
#include <vector>

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/ip_view.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/events.h"

namespace espect::rules {

// A TCP segment that travelled inside ESP (RFC 9293 section 3.1).
struct InnerSegment {
  Address source;
  Address destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  std::uint32_t octets = 0;  // of data
  bool acknowledges = false;
};

// `protocol` and `octets` as ESP carried them; nothing when that is no TCP or a fragment of it.
inline std::optional<InnerSegment> inner_segment(const sessions::InnerPacket& packet) {
  InnerSegment segment;
  Bytes tcp = packet.octets;
  if (packet.protocol == ip::protocol::tcp) {
    segment.source = packet.datagram.path.source;
    segment.destination = packet.datagram.path.destination;
  } else {
    ip::IpView view;
    if (!ip::protocol::is_ip(packet.protocol) || ip::read_ip(tcp, 0, view) != ip::IpProblem::none ||
        view.fragment || view.missing != 0 || view.payload.protocol != ip::protocol::tcp)
      return std::nullopt;
    segment.source = view.datagram.path.source;
    segment.destination = view.datagram.path.destination;
    tcp = view.captured_payload();
  }
  if (tcp.size() < 20) return std::nullopt;
  const std::size_t header = (tcp[12] >> 4) * 4U;
  if (header < 20 || header > tcp.size()) return std::nullopt;
  segment.source_port = load_be<std::uint16_t>(tcp.data());
  segment.destination_port = load_be<std::uint16_t>(tcp.data() + 2);
  segment.sequence = load_be<std::uint32_t>(tcp.data() + 4);
  segment.acknowledged = load_be<std::uint32_t>(tcp.data() + 8);
  segment.acknowledges = (tcp[13] & 0x10) != 0;
  segment.octets = static_cast<std::uint32_t>(tcp.size() - header);
  return segment;
}

// The oldest segment of one direction of a TCP connection that was not acknowledged.
struct StuckSegment {
  const sessions::EspFlow* flow = nullptr;  // null: there is none
  std::uint32_t sequence = 0;
  std::uint32_t octets = 0;
  std::uint32_t outer_octets = 0;
  std::uint32_t transmissions = 0;
  std::uint64_t esp_sequence = 0;     // of the last one
  std::vector<std::uint32_t> frames;  // of each transmission, the first few
};

// Follows the data of TCP connections inside ESP until it is acknowledged. Tells segments that were
// sent again and again and that nothing as large as them ever got through.
class StuckSegments {
 public:
  static constexpr std::uint32_t few = 3;  // transmissions that are no accident

  explicit StuckSegments(const Bench& bench)
      : connections_(bench.findings.full_tables(), bench.rule.id, "TCP connections"),
        heard_(bench.findings.full_tables(), bench.rule.id, "pairs of addresses"),
        passed_(bench.findings.full_tables(), bench.rule.id, "flows") {}

  template <class Told>
  void on(const sessions::InnerPacket& event, Told&& told) {
    const auto& outer = event.datagram.path;
    heard_[{octets_of(outer.source), octets_of(outer.destination)}] = event.datagram.frame;
    const auto segment = inner_segment(event);
    if (!segment) return;
    if (segment->acknowledges) acknowledge(*segment);
    if (segment->octets == 0) return;
    auto* stuck = &connections_[{octets_of(segment->source), octets_of(segment->destination),
                                 segment->source_port, segment->destination_port}];
    if (stuck->flow == &event.flow && segment->sequence == stuck->sequence &&
        segment->octets < stuck->octets) {
      judge(*stuck, told);  // sent again in smaller pieces: the sender gave the large one up
      *stuck = {};
    }
    const bool again = stuck->flow == &event.flow && segment->sequence == stuck->sequence;
    if (stuck->flow != nullptr && !again) return;
    if (again && event.sequence <= stuck->esp_sequence) return;  // a copy of the ESP packet
    stuck->esp_sequence = event.sequence;
    stuck->flow = &event.flow;
    stuck->sequence = segment->sequence;
    stuck->octets = segment->octets;
    stuck->outer_octets = std::max(stuck->outer_octets, event.datagram.ip.packet_octets);
    ++stuck->transmissions;
    if (stuck->frames.size() < max_frames) stuck->frames.push_back(event.datagram.frame);
  }
  template <class Told>
  void finish(Told&& told) {
    for (const auto& [connection, stuck] : connections_) judge(stuck, told);
  }
  // The largest outer packet of the flow whose data was acknowledged.
  std::uint32_t largest_passed(const sessions::EspFlow& flow) const {
    const auto found = passed_.find(flow.id);
    return found != passed_.end() ? found->second : 0;
  }

 private:
  static constexpr std::size_t max_frames = 16;
  using Octets = std::array<std::uint8_t, 16>;
  using Connection = std::tuple<Octets, Octets, std::uint16_t, std::uint16_t>;

  static Octets octets_of(const Address& address) { return address.octets; }

  // What goes the other way says how far the data got.
  void acknowledge(const InnerSegment& segment) {
    const auto found = connections_.find({octets_of(segment.destination), octets_of(segment.source),
                                          segment.destination_port, segment.source_port});
    if (found == connections_.end() || found->second.flow == nullptr) return;
    StuckSegment& stuck = found->second;
    const auto beyond = segment.acknowledged - (stuck.sequence + stuck.octets);
    if (beyond > UINT32_MAX / 2) return;  // not yet
    auto& largest = passed_[stuck.flow->id];
    largest = std::max(largest, stuck.outer_octets);
    stuck = {};
  }
  // The peer was alive after the second transmission, or else all of it may have stopped.
  template <class Told>
  void judge(const StuckSegment& stuck, Told&& told) const {
    if (stuck.flow == nullptr || stuck.transmissions < few) return;
    const auto& path = stuck.flow->path;
    const auto heard = heard_.find({octets_of(path.destination), octets_of(path.source)});
    if (heard == heard_.end() || heard->second < stuck.frames[1]) return;
    if (passed_.complete() && largest_passed(*stuck.flow) < stuck.outer_octets) told(stuck);
  }

  Capped<Connection, StuckSegment> connections_;
  Capped<std::pair<Octets, Octets>, std::uint32_t> heard_;  // last frame, by outer addresses
  Capped<std::uint32_t, std::uint32_t> passed_;             // octets, by flow
};

}  // namespace espect::rules
