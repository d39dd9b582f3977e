// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

// Packets as a host makes them, lengths and checksums right: what ESP carries.
namespace espect::test {

inline std::uint16_t internet_checksum(const std::vector<std::uint8_t>& octets, std::size_t count) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i)
    sum += static_cast<std::uint32_t>(octets[i]) << (i % 2 == 0 ? 8 : 0);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// UDP without a checksum (RFC 768 allows that over IPv4).
inline std::vector<std::uint8_t> inner_udp(std::size_t data_octets) {
  const auto length = static_cast<std::uint8_t>(8 + data_octets);
  std::vector<std::uint8_t> udp{0x13, 0x88, 0x13, 0x89, 0, length, 0, 0};
  udp.resize(length, 0x5a);
  return udp;
}

// From 192.168.1.1 to 192.168.2.1.
inline std::vector<std::uint8_t> inner_ipv4(const std::vector<std::uint8_t>& payload,
                                            std::uint8_t protocol = 17) {
  const auto length = static_cast<std::uint8_t>(20 + payload.size());
  std::vector<std::uint8_t> packet{0x45, 0, 0,   length, 0, 7, 0,   0,   64, protocol,
                                   0,    0, 192, 168,    1, 1, 192, 168, 2,  1};
  const auto checksum = internet_checksum(packet, packet.size());
  packet[10] = static_cast<std::uint8_t>(checksum >> 8);
  packet[11] = static_cast<std::uint8_t>(checksum);
  packet.insert(packet.end(), payload.begin(), payload.end());
  return packet;
}

inline std::vector<std::uint8_t> inner_ipv6(const std::vector<std::uint8_t>& payload,
                                            std::uint8_t protocol = 17) {
  std::vector<std::uint8_t> packet{0x60,     0, 0, 0, 0, static_cast<std::uint8_t>(payload.size()),
                                   protocol, 64};
  for (const std::uint8_t network : {std::uint8_t{1}, std::uint8_t{2}}) {
    packet.insert(packet.end(), {0xfd, 0, 0, network});
    packet.resize(packet.size() + 11);
    packet.push_back(1);
  }
  packet.insert(packet.end(), payload.begin(), payload.end());
  return packet;
}

// With padding 1, 2, 3, ... up to a multiple, and the trailer of RFC 4303.
inline std::vector<std::uint8_t> esp_plaintext(std::vector<std::uint8_t> payload,
                                               std::uint8_t next_header, std::size_t multiple) {
  const std::size_t padding = (multiple - (payload.size() + 2) % multiple) % multiple;
  for (std::size_t i = 1; i <= padding; ++i) payload.push_back(static_cast<std::uint8_t>(i));
  payload.push_back(static_cast<std::uint8_t>(padding));
  payload.push_back(next_header);
  return payload;
}

}  // namespace espect::test
