// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ip_fragments.h"

#include <memory>
#include <optional>

#include "ipsec/ip/fragments.h"
#include "plugin/audit/ip_headers.h"
#include "plugin/audit/open_capture.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

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

bool is_ip(const packet_info* pinfo) {
  const auto type = pinfo->net_src.type;
  return (type == AT_IPv4 || type == AT_IPv6) && pinfo->net_dst.type == type;
}

const FragmentedPacket* add(const FrameOctets& frame, const packet_info* pinfo) {
  ip::IpView ip;
  if (!read_ip_packet(frame, pinfo, ip) || !ip.fragment) return nullptr;
  if (slot() == nullptr) slot() = std::make_unique<Reassembler>();
  return slot()->add(ip, pinfo->num, time_of(pinfo));
}

void forget() {
  slot().reset();
}

}  // namespace

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
