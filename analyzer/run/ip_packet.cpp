// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/ip_packet.h"

#include "ipsec/bytes/writer.h"
#include "ipsec/ip/checksum.h"

namespace espect::run {
namespace {

constexpr std::size_t largest_payload = 65535 - 20;
constexpr std::uint8_t udp_protocol = 17;

Bytes octets_of(const Address& address) {
  return Bytes(address.octets).first(address.v6 ? 16 : 4);
}

}  // namespace

std::vector<std::uint8_t> ip_packet(const Path& path, const IpFacts& facts, std::uint8_t protocol,
                                    Bytes payload) {
  if (payload.size() > largest_payload) return {};
  const auto octets = static_cast<std::uint16_t>(payload.size());
  Writer out;
  if (path.source.v6) {
    out.number(std::uint32_t{0x60000000U} | std::uint32_t{facts.traffic_class} << 20);
    out.number(octets);
    out.number(protocol);
    out.number(facts.ttl);
  } else {
    out.number(std::uint8_t{0x45});
    out.number(facts.traffic_class);
    out.number(static_cast<std::uint16_t>(octets + 20));
    out.number(static_cast<std::uint16_t>(facts.identification));
    out.number(std::uint16_t{facts.dont_fragment ? std::uint16_t{0x4000} : std::uint16_t{0}});
    out.number(facts.ttl);
    out.number(protocol);
    out.number(std::uint16_t{0});
  }
  out.append(octets_of(path.source));
  out.append(octets_of(path.destination));
  if (!path.source.v6) out.patch(10, ip::checksum_of(ip::add_words(0, out.bytes())));
  out.append(payload);
  return out.release();
}

std::vector<std::uint8_t> udp_packet(const Path& path, const IpFacts& facts, Bytes payload) {
  constexpr std::size_t header_octets = 8;
  if (payload.size() + header_octets > largest_payload) return {};
  const auto octets = static_cast<std::uint16_t>(payload.size() + header_octets);
  Writer out;
  out.number(path.source_port);
  out.number(path.destination_port);
  out.number(octets);
  out.number(std::uint16_t{0});
  out.append(payload);
  std::uint32_t sum = ip::add_words(0, octets_of(path.source));
  sum = ip::add_words(sum, octets_of(path.destination));
  sum += udp_protocol + std::uint32_t{octets};
  const auto checksum = ip::checksum_of(ip::add_words(sum, out.bytes()));
  out.patch(6, checksum == 0 ? std::uint16_t{0xffff} : checksum);
  return ip_packet(path, facts, udp_protocol, out.bytes());
}

}  // namespace espect::run
