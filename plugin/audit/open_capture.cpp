// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/open_capture.h"

#include <memory>

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/headers.h"
#include "plugin/audit/audit_preferences.h"
#include "plugin/audit/ip_fragments.h"
#include "plugin/audit/outer_packet.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
constexpr std::uint32_t depth_key = 1;

std::unique_ptr<CaptureAudit>& slot() {
  static std::unique_ptr<CaptureAudit> audit;
  return audit;
}

void close_capture() {
  slot().reset();
}

// Wireshark calls it when the first pass is over: after loading, after a live capture, in tshark
// -2.
void end_first_pass() {
  finish_audit();
}

// Keys are read when the first IPsec packet comes: captures without one cost nothing.
CaptureAudit& audit() {
  if (slot() == nullptr) {
    slot() = std::make_unique<CaptureAudit>(read_audit_settings());
  }
  return *slot();
}

// Of an exported PDU the addresses are known, not what carried it, and that it was encrypted is not
// seen: it is shown and not judged.
bool is_exported(const packet_info* pinfo) {
  return pinfo->rec != nullptr && pinfo->rec->rec_type == REC_TYPE_PACKET &&
         pinfo->rec->rec_header.packet_header.pkt_encap == WTAP_ENCAP_WIRESHARK_UPPER_PDU;
}

bool inside_opened_packet(packet_info* pinfo) {
  const auto* depth = static_cast<const unsigned*>(
      p_get_proto_data(pinfo->pool, pinfo, espect_protocol, depth_key));
  return depth != nullptr && *depth != 0;
}

void set_content(Datagram& datagram, Content content, Bytes octets, Bytes ip_header) {
  const auto word = [&](std::size_t at) { return load_be<std::uint32_t>(octets.data() + at); };
  switch (content) {
    case Content::ike:
    case Content::marked_ike:
      datagram.content = Ike{octets, content == Content::marked_ike};
      return;
    case Content::esp:
      datagram.content = Esp{octets, word(0), word(4)};
      return;
    case Content::ah:
      datagram.content = Ah{ip_header, octets, word(4), word(8)};
      return;
    case Content::keepalive:
      datagram.content = Keepalive{};
      return;
    case Content::eesp:
      datagram.content = Eesp{octets, word(4), load_be<std::uint16_t>(octets.data() + 2)};
      return;
  }
}

std::size_t least_octets(Content content) {
  switch (content) {
    case Content::esp:
    case Content::eesp:
      return 8;
    case Content::ah:
      return 12;
    default:
      return 1;
  }
}

// All that needs Wireshark has been asked before: nothing in here leaves by longjmp.
const PacketResult* take(const OuterPacket& outer, Content content, Bytes octets) {
  // Without the header that its ICV covers an AH packet would look forged.
  if (content == Content::ah && outer.ip_header.empty()) return nullptr;
  Datagram datagram;
  datagram.frame = outer.frame;
  datagram.time = outer.time;
  datagram.path = outer.path;
  datagram.ip = outer.ip;
  if (outer.ip_header.size() > ip::ip6_header_octets && outer.path.destination.v6)
    datagram.extension_headers = outer.ip_header;
  datagram.cut_octets = outer.cut_octets;
  std::vector<std::uint32_t> fragment_frames(outer.fragment_frames,
                                             outer.fragment_frames + outer.fragment_count);
  datagram.fragment_frames = fragment_frames;
  if (outer.in_icmp_error)
    datagram.content = icmp_error_about(outer, content, octets);
  else
    set_content(datagram, content, octets, outer.ip_header);
  const auto* result = audit().take(datagram, octets);
  return outer.in_icmp_error ? nullptr : result;
}

}  // namespace

void register_open_capture(int protocol) {
  espect_protocol = protocol;
  register_init_routine(close_capture);
  register_cleanup_routine(close_capture);
  register_postseq_cleanup_routine(end_first_pass);
}

bool keys_name_ike_sa(std::uint64_t spi_i, std::uint64_t spi_r) {
  return slot() != nullptr && !slot()->settings().keys.ring.ike_keys(spi_i, spi_r).empty();
}

const registry::ExperimentalProfile* open_profile() {
  return slot() != nullptr ? &slot()->settings().profile : nullptr;
}

const char* name_of_vpn(std::uint32_t vpn_id) noexcept {
  if (slot() == nullptr) return nullptr;
  const auto& names = slot()->settings().vpn_names;
  const auto name = names.find(vpn_id);
  return name != names.end() ? name->second.c_str() : nullptr;
}

CaptureAudit* open_audit() {
  return slot().get();
}

void take_broken_fragments(const Datagram& fragments) {
  audit().take_broken(fragments);
}

void finish_audit() noexcept {
  finish_fragments();
  if (slot() != nullptr) guarded("end of the capture", 0, [] { slot()->finish(); });
}

const PacketResult* audit_packet(tvbuff_t* tvb, packet_info* pinfo, Content content) {
  const unsigned size = tvb_captured_length(tvb);
  if (size < least_octets(content) || inside_opened_packet(pinfo) || is_exported(pinfo))
    return nullptr;
  if (pinfo->fragmented && !pinfo->flags.in_error_pkt) return nullptr;
  const Bytes octets(tvb_get_ptr(tvb, 0, static_cast<int>(size)), size);
  if (PINFO_FD_VISITED(pinfo)) {
    if (pinfo->flags.in_error_pkt || slot() == nullptr) return nullptr;
    return slot()->find(pinfo->num, octets);
  }
  const bool in_udp_or_tcp =
      content != Content::esp && content != Content::ah && content != Content::eesp;
  const OuterPacket outer = outer_packet(tvb, pinfo, in_udp_or_tcp || pinfo->ptype != PT_NONE);
  return guarded("audit", pinfo->num, [&] { return take(outer, content, octets); });
}

void enter_opened_packet(packet_info* pinfo) {
  auto* depth =
      static_cast<unsigned*>(p_get_proto_data(pinfo->pool, pinfo, espect_protocol, depth_key));
  if (depth == nullptr) {
    depth = wmem_new0(pinfo->pool, unsigned);
    p_add_proto_data(pinfo->pool, pinfo, espect_protocol, depth_key, depth);
  }
  ++*depth;
}

void leave_opened_packet(packet_info* pinfo) {
  auto* depth =
      static_cast<unsigned*>(p_get_proto_data(pinfo->pool, pinfo, espect_protocol, depth_key));
  if (depth != nullptr && *depth != 0) --*depth;
}

}  // namespace espect::plugin
