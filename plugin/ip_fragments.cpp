// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/ip_fragments.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <tuple>

#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/vpn_id.h"

namespace espect::plugin {
namespace {

constexpr std::size_t v4_octets = 20;
constexpr std::size_t v6_octets = 40;
constexpr std::size_t fragment_header_octets = 8;
constexpr std::uint8_t fragment_header = 44;
constexpr std::size_t deepest_header = 512;
constexpr std::size_t most_packets = 4096;

struct Piece {
  std::string source;
  std::string destination;
  std::uint32_t identification = 0;
  std::uint32_t offset = 0;
  std::uint32_t octets = 0;         // of the fragmented part
  std::uint32_t header_octets = 0;  // before it, without a Fragment header
  sessions::IpFacts facts;
};
using Key = std::tuple<std::string, std::string, std::uint32_t>;

struct Packet {
  FragmentedPacket told;
  std::uint32_t end = 0;           // of the fragmented part
  std::uint32_t completed_in = 0;  // a frame
};

std::map<Key, Packet>& packets() {
  static std::map<Key, Packet> open;
  return open;
}

std::optional<Piece> piece_at(Bytes header) {
  Piece piece;
  piece.facts = facts_of(header);
  if (header[0] >> 4 == 4) {
    const auto place = load_be<std::uint16_t>(header.data() + 6);
    if ((place & 0x3fff) == 0) return std::nullopt;
    piece.identification = piece.facts.identification;
    piece.offset = (place & 0x1fffU) * 8;
    piece.header_octets = (header[0] & 15U) * 4;
    if (piece.facts.packet_octets < piece.header_octets) return std::nullopt;
    piece.octets = piece.facts.packet_octets - piece.header_octets;
    return piece;
  }
  if (header[6] != fragment_header || header.size() < v6_octets + fragment_header_octets)
    return std::nullopt;
  const auto* fragment = header.data() + v6_octets;
  piece.offset = load_be<std::uint16_t>(fragment + 2) & 0xfff8U;
  piece.identification = load_be<std::uint32_t>(fragment + 4);
  piece.header_octets = v6_octets;
  if (piece.facts.packet_octets < v6_octets + fragment_header_octets) return std::nullopt;
  piece.octets =
      piece.facts.packet_octets - static_cast<std::uint32_t>(v6_octets + fragment_header_octets);
  piece.facts.identification = piece.identification;
  piece.facts.dont_fragment = false;
  return piece;
}

std::string octets_of(const address& from) {
  return {static_cast<const char*>(from.data), static_cast<std::size_t>(from.len)};
}

// The IP header with these addresses in the octets of a frame, when it is that of a fragment.
std::optional<Piece> piece_in(Bytes frame, const address& source, const address& destination) {
  for (std::size_t at = 0; at < frame.size() && at < deepest_header; ++at) {
    if (!is_ip_header(frame, at, source, destination)) continue;
    auto piece = piece_at(frame.subspan(at));
    if (piece) {
      piece->source = octets_of(source);
      piece->destination = octets_of(destination);
    }
    return piece;
  }
  return std::nullopt;
}

Packet& add(const Piece& piece, std::uint32_t frame) {
  if (packets().size() >= most_packets) packets().clear();
  auto& packet = packets()[{piece.source, piece.destination, piece.identification}];
  if (packet.completed_in != 0 && packet.completed_in != frame) packet = {};
  if (std::ranges::count(packet.told.frames, frame) != 0) return packet;
  auto& facts = packet.told.facts;
  const auto largest = std::max(facts.largest_piece, piece.facts.packet_octets);
  packet.end = std::max(packet.end, piece.offset + piece.octets);
  if (piece.offset == 0 || packet.told.frames.empty()) facts = piece.facts;
  facts.largest_piece = largest;
  facts.packet_octets = piece.header_octets + packet.end;
  packet.told.frames.push_back(frame);
  facts.fragments = static_cast<std::uint16_t>(packet.told.frames.size());
  return packet;
}

Bytes octets_of_frame(tvbuff_t* tvb) {
  const unsigned size = tvb != nullptr ? tvb_captured_length(tvb) : 0;
  return size == 0 ? Bytes() : Bytes(tvb_get_ptr(tvb, 0, static_cast<int>(size)), size);
}

bool is_ip(const packet_info* pinfo) {
  const auto type = pinfo->net_src.type;
  return (type == AT_IPv4 || type == AT_IPv6) && pinfo->net_dst.type == type;
}

void forget() {
  packets().clear();
}

}  // namespace

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

sessions::IpFacts facts_of(Bytes header) {
  sessions::IpFacts facts;
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
    facts.vpn_id_option = sessions::vpn_id_option(header);
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
  if (!is_ip(pinfo)) return;
  try {
    if (const auto piece = piece_in(octets_of_frame(frame), pinfo->net_src, pinfo->net_dst))
      add(*piece, pinfo->num);
  } catch (...) {
    packets().clear();
  }
}

const FragmentedPacket* fragments_completed_in(packet_info* pinfo) {
  if (pinfo->data_src == nullptr || !is_ip(pinfo)) return nullptr;
  const Bytes frame =
      octets_of_frame(get_data_source_tvb(static_cast<data_source*>(pinfo->data_src->data)));
  try {
    const auto piece = piece_in(frame, pinfo->net_src, pinfo->net_dst);
    if (!piece) return nullptr;
    Packet& packet = add(*piece, pinfo->num);
    packet.completed_in = pinfo->num;
    return &packet.told;
  } catch (...) {
    return nullptr;
  }
}

}  // namespace espect::plugin
