// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/ip_packet.h"

#include <algorithm>

namespace espect::samples {
namespace {

constexpr std::size_t ipv4_header = 20;
constexpr std::uint16_t dont_fragment_flag = 0x4000, more_fragments_flag = 0x2000;

std::uint16_t checksum(Bytes octets) {  // RFC 1071
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < octets.size(); i += 2)
    sum +=
        static_cast<std::uint32_t>(octets[i] << 8) + (i + 1 < octets.size() ? octets[i + 1] : 0U);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

Bytes address_octets(const Address& address) {
  return Bytes(address.octets).first(address.v6 ? 16 : 4);
}

// RFC 768, RFC 8200 section 8.1: over source, destination, length and protocol, then the payload.
std::uint16_t checksum_over(const Address& source, const Address& destination,
                            std::uint8_t protocol, Bytes payload) {
  Writer out;
  out.append(address_octets(source));
  out.append(address_octets(destination));
  out.number(static_cast<std::uint32_t>(payload.size()));
  out.number(std::uint32_t{protocol});
  out.append(payload);
  return checksum(out.bytes());
}

Octets ipv4_packet(const IpHeader& header, Bytes payload, std::uint16_t flags_and_offset) {
  Writer out;
  out.number(std::uint8_t{0x45});
  out.number(static_cast<std::uint8_t>(header.dscp << 2));
  out.number(static_cast<std::uint16_t>(ipv4_header + payload.size()));
  out.number(header.identification);
  out.number(flags_and_offset);
  out.number(header.hop_limit);
  out.number(header.protocol);
  out.number(std::uint16_t{0});
  out.append(address_octets(header.source));
  out.append(address_octets(header.destination));
  out.patch(10, checksum(out.bytes()));
  out.append(payload);
  return out.release();
}

Octets ipv6_packet(const IpHeader& header, Bytes payload) {
  Writer out;
  out.number(0x60000000U | static_cast<std::uint32_t>(header.dscp) << 22 | header.flow_label);
  out.number(static_cast<std::uint16_t>(payload.size()));
  out.number(header.protocol);
  out.number(header.hop_limit);
  out.append(address_octets(header.source));
  out.append(address_octets(header.destination));
  out.append(payload);
  return out.release();
}

}  // namespace

Octets ip_packet(const IpHeader& header, Bytes payload) {
  if (header.source.v6) return ipv6_packet(header, payload);
  return ipv4_packet(header, payload, header.dont_fragment ? dont_fragment_flag : std::uint16_t{0});
}

std::vector<Octets> ip_fragments(IpHeader header, Bytes payload, std::size_t mtu) {
  std::vector<Octets> packets;
  const std::size_t piece = (mtu - ipv4_header) / 8 * 8;
  for (std::size_t at = 0; at < payload.size(); at += piece) {
    const auto size = std::min(piece, payload.size() - at);
    const bool more = at + size < payload.size();
    packets.push_back(
        ipv4_packet(header, payload.subspan(at, size),
                    static_cast<std::uint16_t>(at / 8 | (more ? more_fragments_flag : 0U))));
  }
  return packets;
}

Octets udp_datagram(const Address& source, const Address& destination, std::uint16_t source_port,
                    std::uint16_t destination_port, Bytes data, bool with_checksum) {
  constexpr std::size_t header = 8, checksum_at = 6;
  Writer out;
  out.number(source_port);
  out.number(destination_port);
  out.number(static_cast<std::uint16_t>(header + data.size()));
  out.number(std::uint16_t{0});
  out.append(data);
  if (with_checksum || source.v6) {
    const auto sum = checksum_over(source, destination, udp_protocol, out.bytes());
    out.patch(checksum_at, sum == 0 ? std::uint16_t{0xffff} : sum);
  }
  return out.release();
}

Octets icmp_echo(IpHeader header, const Echo& echo) {
  constexpr std::size_t checksum_at = 2;
  const bool v6 = header.source.v6;
  header.protocol = v6 ? icmpv6_protocol : icmp_protocol;
  Writer out;
  out.number(static_cast<std::uint8_t>(v6 ? (echo.reply ? 129 : 128) : (echo.reply ? 0 : 8)));
  out.number(std::uint8_t{0});
  out.number(std::uint16_t{0});
  out.number(echo.identifier);
  out.number(echo.sequence);
  out.append(echo.data);
  out.patch(checksum_at,
            v6 ? checksum_over(header.source, header.destination, icmpv6_protocol, out.bytes())
               : checksum(out.bytes()));
  return ip_packet(header, out.bytes());
}

}  // namespace espect::samples
