// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ip_fragments.h"

#include <cstring>
#include <memory>
#include <optional>

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/fragments.h"
#include "plugin/audit/open_capture.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

constexpr std::size_t v4_octets = 20;
constexpr std::size_t v6_octets = 40;
constexpr std::size_t deepest_header = 512;

// The fragments of the capture that is open, and the packet that the last one completed.
class Reassembler : public DatagramListener {
 public:
  void on(const Datagram& broken) override { take_broken_fragments(broken); }

  void pass_time(Time now) {
    if (fragments_.overdue(now)) fragments_.expire(now);
  }
  void finish() { fragments_.finish(); }

  // Once per frame, whoever asks first: the dissector of what is carried, or the end of the frame.
  const FragmentedPacket* add(const ip::IpView& fragment, std::uint32_t frame, Time time) {
    if (frame != frame_) {
      frame_ = frame;
      told_.reset();
      whole_ = fragments_.add(fragment, frame, time).whole;
      if (whole_) tell();
    }
    return told_ ? &*told_ : nullptr;
  }

 private:
  void tell() {
    packet_.clear();
    if (whole_->assemble(packet_) != ip::IpProblem::none || packet_.fragment) return;
    told_ = {packet_.datagram.ip, packet_.packet.first(packet_.payload.at),
             packet_.datagram.fragment_frames};
  }

  ip::FragmentFacts facts_;
  ip::Fragments fragments_{*this, facts_, {}};
  std::uint32_t frame_ = 0;
  std::optional<ip::Reassembly> whole_;
  ip::IpView packet_;  // borrows from whole_
  std::optional<FragmentedPacket> told_;
};

// Made for the first fragment: captures without one cost nothing.
std::unique_ptr<Reassembler>& slot() {
  static std::unique_ptr<Reassembler> reassembler;
  return reassembler;
}

struct FrameOctets {
  Bytes octets;
  std::uint32_t beyond = 0;  // were on the wire and not captured
};

FrameOctets octets_of_frame(tvbuff_t* tvb) {
  const unsigned size = tvb != nullptr ? tvb_captured_length(tvb) : 0;
  if (size == 0) return {};
  const unsigned reported = tvb_reported_length(tvb);
  return {Bytes(tvb_get_ptr(tvb, 0, static_cast<int>(size)), size),
          reported > size ? reported - size : 0};
}

bool is_ip(const packet_info* pinfo) {
  const auto type = pinfo->net_src.type;
  return (type == AT_IPv4 || type == AT_IPv6) && pinfo->net_dst.type == type;
}

// Whether the frame holds an IP fragment with the addresses of `pinfo`.
bool read_fragment(const FrameOctets& frame, const packet_info* pinfo, ip::IpView& ip) {
  for (std::size_t at = 0; at < frame.octets.size() && at < deepest_header; ++at)
    if (is_ip_header(frame.octets, at, pinfo->net_src, pinfo->net_dst))
      return ip::read_ip(frame.octets.subspan(at), frame.beyond, ip) == ip::IpProblem::none &&
             ip.fragment;
  return false;
}

const FragmentedPacket* add(const FrameOctets& frame, const packet_info* pinfo) {
  ip::IpView ip;
  if (!read_fragment(frame, pinfo, ip)) return nullptr;
  if (slot() == nullptr) slot() = std::make_unique<Reassembler>();
  return slot()->add(ip, pinfo->num, time_of(pinfo));
}

void forget() {
  slot().reset();
}

}  // namespace

Time time_of(const packet_info* pinfo) {
  return {pinfo->abs_ts.secs * std::int64_t{1'000'000'000} + pinfo->abs_ts.nsecs};
}

bool is_ip_header(Bytes octets, std::size_t at, const address& source, const address& destination) {
  const Bytes here = octets.subspan(at);
  if (here.empty()) return false;
  if (source.type == AT_IPv4)
    return here.size() >= v4_octets && here[0] >> 4 == 4 && (here[0] & 15) >= 5 &&
           std::memcmp(here.data() + 12, source.data, 4) == 0 &&
           std::memcmp(here.data() + 16, destination.data, 4) == 0;
  return here.size() >= v6_octets && here[0] >> 4 == 6 &&
         std::memcmp(here.data() + 8, source.data, 16) == 0 &&
         std::memcmp(here.data() + 24, destination.data, 16) == 0;
}

IpFacts facts_of(Bytes header) {
  IpFacts facts;
  if (header[0] >> 4 == 4) {
    facts.traffic_class = header[1];
    facts.packet_octets = load_be<std::uint16_t>(header.data() + 2);
    facts.identification = load_be<std::uint16_t>(header.data() + 4);
    facts.dont_fragment = (header[6] & 0x40) != 0;
    facts.ttl = header[8];
  } else {
    facts.traffic_class = static_cast<std::uint8_t>(load_be<std::uint16_t>(header.data()) >> 4);
    facts.packet_octets =
        static_cast<std::uint32_t>(v6_octets) + load_be<std::uint16_t>(header.data() + 4);
    facts.flow_label = load_be<std::uint32_t>(header.data()) & 0xfffffU;
    facts.ttl = header[7];
    facts.dont_fragment = true;
  }
  facts.largest_piece = facts.packet_octets;
  return facts;
}

void register_ip_fragments() {
  register_init_routine(forget);
  register_cleanup_routine(forget);
}

void note_fragment(tvbuff_t* frame, packet_info* pinfo) noexcept {
  if (slot() != nullptr)
    guarded("IP fragments", pinfo->num, [&] { slot()->pass_time(time_of(pinfo)); });
  if (!is_ip(pinfo)) return;
  const FrameOctets octets = octets_of_frame(frame);
  guarded("IP fragments", pinfo->num, [&] { add(octets, pinfo); });
}

void finish_fragments() noexcept {
  if (slot() != nullptr) guarded("IP fragments", 0, [] { slot()->finish(); });
}

const FragmentedPacket* fragments_completed_in(packet_info* pinfo) noexcept {
  if (pinfo->data_src == nullptr || !is_ip(pinfo)) return nullptr;
  const FrameOctets octets =
      octets_of_frame(get_data_source_tvb(static_cast<data_source*>(pinfo->data_src->data)));
  return guarded("IP fragments", pinfo->num, [&] { return add(octets, pinfo); });
}

}  // namespace espect::plugin
