// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/packet_builder.h"

namespace espect::test {

Octets operator+(Octets left, const Octets& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Octets part(const Octets& all, std::size_t from, std::size_t count) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

Octets u16(unsigned value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Octets u32(std::uint32_t value) {
  return u16(value >> 16) + u16(value & 0xffff);
}

Octets counting(std::size_t count) {
  Octets octets(count);
  for (std::size_t i = 0; i < count; ++i) octets[i] = static_cast<std::uint8_t>(i + i / 251);
  return octets;
}

Octets ethernet(unsigned type, const Octets& payload) {
  return Octets(12, 0x02) + u16(type) + payload;
}

Octets vlan(unsigned type, const Octets& payload) {
  return u16(7) + u16(type) + payload;
}

Octets ip4(const Ip4& facts, const Octets& payload) {
  const auto header = 20 + facts.options.size();
  const auto length = facts.total_length < 0 ? static_cast<unsigned>(header + payload.size())
                                             : static_cast<unsigned>(facts.total_length);
  return Octets{static_cast<std::uint8_t>(0x40 | (header / 4)), 0xb8} + u16(length) +
         u16(facts.identification) +
         u16((facts.dont_fragment ? 0x4000U : 0U) | (facts.more ? 0x2000U : 0U) |
             facts.offset / 8) +
         Octets{64, facts.protocol, 0, 0} + Octets{10, 0, 0, facts.source_host} +
         Octets{10, 0, 0, facts.destination_host} + facts.options + payload;
}

Octets ip6(std::uint8_t next, const Octets& payload) {
  const Octets network = {0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  return u32(0x6b800000) + u16(static_cast<unsigned>(payload.size())) + Octets{next, 63} + network +
         Octets{1} + network + Octets{2} + payload;
}

Octets extension(std::uint8_t next, const Octets& payload) {
  return Octets{next, 0, 1, 4, 0, 0, 0, 0} + payload;
}

Octets fragment6(std::uint8_t next, unsigned offset, bool more, std::uint32_t identification,
                 const Octets& payload) {
  return Octets{next, 0} + u16(offset | (more ? 1U : 0U)) + u32(identification) + payload;
}

Octets udp(unsigned source, unsigned destination, const Octets& data, int length) {
  return u16(source) + u16(destination) +
         u16(length < 0 ? static_cast<unsigned>(8 + data.size()) : static_cast<unsigned>(length)) +
         u16(0) + data;
}

Octets esp(std::uint32_t spi, std::uint32_t sequence, std::size_t more) {
  return u32(spi) + u32(sequence) + counting(more);
}

Octets ah(std::uint8_t next, std::uint32_t spi, std::uint32_t sequence, const Octets& payload) {
  return Octets{next, 4, 0, 0} + u32(spi) + u32(sequence) + counting(12) + payload;
}

Octets icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, const Octets& quote) {
  return Octets{type, code, 0, 0} + u32(rest) + quote;
}

Octets ike(std::size_t size) {
  return counting(16) + Octets{33, 0x20, 34, 0x08} + u32(0) +
         u32(static_cast<std::uint32_t>(size)) + counting(size - 28);
}

}  // namespace espect::test
