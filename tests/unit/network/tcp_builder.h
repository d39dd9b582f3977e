// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "tests/support/datagram_recorder.h"

namespace espect::test {

struct Tcp {
  unsigned source = 31'000;
  unsigned destination = 4'500;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint8_t flags = 0x10;
};
inline constexpr std::uint8_t fin = 0x11;
inline constexpr std::uint8_t syn = 0x02;
inline constexpr std::uint8_t syn_ack = 0x12;
inline constexpr std::uint8_t rst = 0x04;

// With 12 octets of options.
inline Octets tcp(const Tcp& facts, const Octets& data) {
  return u16(facts.source) + u16(facts.destination) + u32(facts.sequence) +
         u32(facts.acknowledgment) + Octets{0x80, facts.flags} + Octets(6, 0) + Octets(12, 1) +
         data;
}
// What comes from a port of servers goes the other way.
inline Octets in_tcp(const Tcp& facts, const Octets& data = {}) {
  const bool back = facts.source == 4'500 || facts.source == 443;
  const std::uint8_t from = back ? 2 : 1;
  const std::uint8_t to = back ? 1 : 2;
  return ip4({.protocol = 6, .source_host = from, .destination_host = to}, tcp(facts, data));
}
inline Octets in_frame(const Octets& content) {
  return u16(static_cast<unsigned>(content.size() + 2)) + content;
}
inline Octets ike_frame(std::size_t size = 40) {
  return in_frame(Octets(4, 0) + ike(size));
}
inline const Octets prefix = {'I', 'K', 'E', 'T', 'C', 'P'};

// What was seen, each with its kind, so that a test compares all at once.
inline std::vector<Octets> contents(const Recorder& recorder) {
  std::vector<Octets> all;
  for (const Seen& one : recorder.seen) {
    CHECK(one.datagram.path.encapsulation == Encapsulation::tcp);
    all.push_back(one.is<Ike>() ? Octets(4, 0) + one.bytes : one.bytes);
  }
  return all;
}

}  // namespace espect::test
