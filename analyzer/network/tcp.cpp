// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/tcp.h"

#include "ipsec/bytes/endian.h"

namespace espect::network {
namespace {

constexpr std::size_t smallest_header = 20;
constexpr std::uint8_t syn_bit = 0x02;
constexpr std::uint8_t rst_bit = 0x04;
constexpr std::uint8_t ack_bit = 0x10;

}  // namespace

std::optional<TcpSegment> read_tcp(Bytes payload, std::uint32_t missing) {
  if (payload.size() < smallest_header) return std::nullopt;
  const std::uint8_t* const header = payload.data();
  const std::size_t header_octets = (header[12] >> 4) * std::size_t{4};
  const std::size_t all_octets = payload.size() + missing;
  if (header_octets < smallest_header || header_octets > all_octets) return std::nullopt;
  TcpSegment segment;
  segment.ports = ip::ports_at(header);
  segment.sequence = load_be<std::uint32_t>(header + 4);
  segment.acknowledgment = load_be<std::uint32_t>(header + 8);
  segment.syn = (header[13] & syn_bit) != 0;
  segment.ack = (header[13] & ack_bit) != 0;
  segment.rst = (header[13] & rst_bit) != 0;
  if (header_octets <= payload.size()) segment.data = payload.subspan(header_octets);
  segment.cut_octets = static_cast<std::uint32_t>(all_octets - header_octets - segment.data.size());
  return segment;
}

}  // namespace espect::network
