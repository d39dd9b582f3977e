// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

// Packets for tests, from the inside out: ethernet(0x0800, ip4({.protocol = 50}, esp(1, 1))).
// Checksums are zero: nothing here looks at them.
namespace espect::test {

using Octets = std::vector<std::uint8_t>;

Octets operator+(Octets left, const Octets& right);

Octets part(const Octets& all, std::size_t from, std::size_t count);

Octets u16(unsigned value);
Octets u32(std::uint32_t value);

// 0, 1, 2, ... so that a misplaced octet shows.
Octets counting(std::size_t count);

Octets ethernet(unsigned type, const Octets& payload);
Octets vlan(unsigned type, const Octets& payload);

struct Ip4 {
  std::uint8_t protocol = 50;
  unsigned identification = 0x1234;
  bool dont_fragment = false;
  bool more = false;
  unsigned offset = 0;  // octets
  Octets options{};
  int total_length = -1;  // -1: what it is
  std::uint8_t source_host = 1;
  std::uint8_t destination_host = 2;
};

// From 10.0.0.1 to 10.0.0.2, TTL 64, traffic class 0xb8.
Octets ip4(const Ip4& facts, const Octets& payload);

// From fd00::1 to fd00::2, hop limit 63, traffic class 0xb8.
Octets ip6(std::uint8_t next, const Octets& payload);

// Hop-by-hop, routing, destination options, ...: 8 octets.
Octets extension(std::uint8_t next, const Octets& payload);
Octets fragment6(std::uint8_t next, unsigned offset, bool more, std::uint32_t identification,
                 const Octets& payload);

Octets udp(unsigned source, unsigned destination, const Octets& data, int length = -1);
Octets esp(std::uint32_t spi, std::uint32_t sequence, std::size_t more = 24);
Octets ah(std::uint8_t next, std::uint32_t spi, std::uint32_t sequence, const Octets& payload);
Octets icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, const Octets& quote);
// An IKE header of IKEv2 and as many octets as make `size`.
Octets ike(std::size_t size = 40);

}  // namespace espect::test
