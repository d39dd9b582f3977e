// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/reassembly.h"

#include <algorithm>
#include <iterator>

namespace espect::ip {
namespace {

void write_be16(std::uint8_t* to, std::uint32_t value) {
  to[0] = static_cast<std::uint8_t>(value >> 8);
  to[1] = static_cast<std::uint8_t>(value);
}

// What the allocator gives for a node of a map.
constexpr std::size_t octets_of_a_piece = 64;

std::uint16_t saturated(std::size_t count) {
  return static_cast<std::uint16_t>(std::min<std::size_t>(count, UINT16_MAX));
}

}  // namespace

Reassembly::Reassembly(const IpView& first_arrived, const Wanted& wanted)
    : carried_protocol_(first_arrived.payload.protocol),
      facts_(first_arrived.datagram.ip),
      protocol_(first_arrived.payload.protocol) {
  reached_ = {protocol_, 0, 0};
  path_.source = first_arrived.datagram.path.source;
  path_.destination = first_arrived.datagram.path.destination;
  facts_.largest_piece = 0;
  if (protocol_ == protocol::esp || protocol_ == protocol::ah)
    interest_ = Interest::ipsec;
  else if (wanted.is_tunnel(protocol_))
    interest_ = Interest::tunnel;
}

std::size_t Reassembly::cost() const {
  return sizeof *this + payload_.capacity() + header_.capacity() +
         pieces_.size() * octets_of_a_piece + frames_.capacity() * sizeof(std::uint32_t);
}

Reassembly::Outcome Reassembly::add(const IpView& fragment, std::uint32_t frame, Time time,
                                    const Wanted& wanted) {
  const std::uint32_t begin = fragment.fragment_offset;
  const std::uint32_t end = begin + fragment.payload_octets();
  const Bytes octets = fragment.captured_payload();

  // The first piece that ends behind where this fragment begins.
  auto at = pieces_.upper_bound(begin);
  if (at != pieces_.begin() && std::prev(at)->second.end > begin) --at;
  if (at != pieces_.end() && repeats(*at, begin, end, octets) &&
      !contradicts_total(end, !fragment.more_fragments))
    return Outcome::duplicate;

  frames_.push_back(frame);
  last_time_ = time;
  facts_.largest_piece = std::max(facts_.largest_piece, fragment.datagram.ip.packet_octets);
  if (contradicts_total(end, !fragment.more_fragments)) return Outcome::overlap;
  if (!fragment.more_fragments) total_ = end;

  std::uint32_t from = begin;
  bool overlap = false;
  while (from < end) {
    const bool blocked = at != pieces_.end() && at->first < end;
    const std::uint32_t to = blocked ? at->first : end;
    if (from < to)
      store(at, from, to, octets.subspan(std::min<std::size_t>(from - begin, octets.size())));
    if (!blocked) break;
    overlap = true;
    from = at->second.end;
    ++at;
  }
  lengthen_prefix();
  if (begin == 0 && !first_seen_) keep_header(fragment);
  if (interest_ == Interest::undecided) decide(wanted);
  return overlap ? Outcome::overlap : Outcome::stored;
}

bool Reassembly::contradicts_total(std::uint32_t end, bool last) const {
  if (total_) return last ? end != *total_ : end > *total_;
  return last && !pieces_.empty() && std::prev(pieces_.end())->second.end > end;
}

// Octets that the capture cut off, here or there, cannot differ.
bool Reassembly::repeats(const Pieces::value_type& piece, std::uint32_t begin, std::uint32_t end,
                         Bytes octets) const {
  if (piece.first != begin || piece.second.end != end) return false;
  const auto common = std::min<std::size_t>(piece.second.captured_end - begin, octets.size());
  return common == 0 ||
         std::equal(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(common),
                    payload_.begin() + begin);
}

void Reassembly::store(Pieces::iterator before, std::uint32_t begin, std::uint32_t end,
                       Bytes octets) {
  octets = octets.first(std::min<std::size_t>(octets.size(), end - begin));
  const auto captured_end = begin + static_cast<std::uint32_t>(octets.size());
  if (!octets.empty() && payload_.size() < captured_end) payload_.resize(captured_end);
  std::copy(octets.begin(), octets.end(), payload_.begin() + (octets.empty() ? 0 : begin));
  pieces_.emplace_hint(before, begin, Piece{end, captured_end});
  received_ += end - begin;
}

void Reassembly::keep_header(const IpView& first_fragment) {
  first_seen_ = true;
  const bool v6 = path_.source.v6;
  const auto octets = v6 ? first_fragment.fragment_header.at : first_fragment.payload.at;
  header_.assign(first_fragment.packet.begin(), first_fragment.packet.begin() + octets);
  named_at_ = v6 ? first_fragment.fragment_header.named_at : 9;
  const auto largest = facts_.largest_piece;
  facts_ = first_fragment.datagram.ip;
  facts_.largest_piece = largest;
}

void Reassembly::decide(const Wanted& wanted) {
  if (!first_seen_) return;
  const Bytes start = prefix();
  if (path_.source.v6 && !skip_extension_headers(start, reached_)) return;
  const HeaderPlace& place = reached_;
  carried_protocol_ = place.protocol;
  if (place.protocol == protocol::esp || place.protocol == protocol::ah) {
    interest_ = Interest::ipsec;
  } else if (place.protocol != protocol::udp) {
    interest_ = wanted.is_tunnel(place.protocol) ? Interest::tunnel : Interest::other;
  } else if (start.size() >= place.at + std::size_t{4}) {
    const Ports ports = ports_at(start.data() + place.at);
    port_kind_ = wanted.ports.kind_of(ports);
    interest_ = port_kind_ != PortKind::other            ? Interest::ipsec
                : wanted.is_tunnel(protocol::udp, ports) ? Interest::tunnel
                                                         : Interest::other;
    path_.source_port = ports.source;
    path_.destination_port = ports.destination;
    path_.encapsulation = Encapsulation::udp;
  }
}

void Reassembly::lengthen_prefix() {
  for (auto piece = pieces_.find(prefix_octets_); piece != pieces_.end(); ++piece) {
    if (piece->first != prefix_octets_) break;
    prefix_octets_ = piece->second.captured_end;
    if (piece->second.captured_end != piece->second.end) break;
  }
}

IpProblem Reassembly::assemble(IpView& view) {
  const std::uint32_t total = received_;  // complete(): all there is
  const std::size_t octets = header_.size() + total;
  const bool v6 = path_.source.v6;
  // The length of IPv6 does not count its own 40 octets.
  const std::size_t counted = v6 ? octets - 40 : octets;
  if (counted > largest_ip_packet) return IpProblem::malformed;

  const auto captured = prefix().size();
  const auto cut = total - static_cast<std::uint32_t>(captured);
  payload_.resize(captured);
  payload_.insert(payload_.begin(), header_.begin(), header_.end());
  // AH is computed over the packet before fragmentation (RFC 4302 section 3.3.4), so the header
  // becomes what it was.
  write_be16(payload_.data() + (v6 ? 4 : 2), static_cast<std::uint32_t>(counted));
  if (!v6) write_be16(payload_.data() + 6, (header_[6] & 0xc0U) << 8);
  payload_[named_at_] = protocol_;
  const IpProblem problem = read_ip(payload_, cut, view);
  view.datagram.ip.identification = facts_.identification;
  view.datagram.ip.dont_fragment = facts_.dont_fragment;
  view.datagram.ip.largest_piece = facts_.largest_piece;
  view.datagram.ip.fragments = saturated(frames_.size());
  view.datagram.fragment_frames = frames_;
  return problem;
}

Datagram Reassembly::broken(bool overlap) const {
  BrokenFragments content;
  content.ip_protocol = carried_protocol_;
  content.received_octets = received_;
  content.missing_octets = total_ ? *total_ - received_ : 0;
  content.overlap = overlap;
  content.first_came = first_seen_;
  if (carried_protocol_ == protocol::esp) {
    content.carried = Carried::esp;
  } else if (carried_protocol_ == protocol::ah) {
    content.carried = Carried::ah;
  } else if (path_.encapsulation == Encapsulation::udp) {
    const Bytes start = prefix();
    const auto data = std::min<std::size_t>(reached_.at + udp_header_octets, start.size());
    content.carried = carried_in(port_kind_, start.subspan(data));
  }

  Datagram datagram;
  datagram.frame = frames_.back();
  datagram.time = last_time_;
  datagram.fragment_frames = frames_;
  datagram.path = path_;
  datagram.ip = facts_;
  datagram.ip.packet_octets =
      total_ && first_seen_ ? static_cast<std::uint32_t>(header_.size()) + *total_ : 0;
  datagram.ip.fragments = saturated(frames_.size());
  datagram.content = content;
  return datagram;
}

}  // namespace espect::ip
