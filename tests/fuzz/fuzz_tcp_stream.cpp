// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/reader.h"
#include "tests/fuzz/frames.h"

// Segments of one TCP connection with port 4500 (RFC 9329), each behind four octets: flags, by how
// much its sequence number differs from what is next, and its size.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace espect::fuzz;
  espect::Reader in(espect::Bytes(data, size));
  Auditor auditor;
  Frames frames(auditor);
  std::uint32_t next[2] = {1000, 2000};
  while (in.ok() && !in.empty()) {
    const auto flags = in.number<std::uint8_t>("flags");
    const auto differs = static_cast<std::int8_t>(in.number<std::uint8_t>("difference"));
    const std::size_t octets = in.number<std::uint16_t>("size");
    const espect::Bytes payload = in.take(std::min(octets, in.left()), "payload");
    const bool back = (flags & 0x80) != 0;
    Octets segment;
    append(segment, back ? 50'000 : 4500, 2);
    append(segment, back ? 4500 : 50'000, 2);
    append(segment, next[back] + static_cast<std::uint32_t>(differs), 4);
    append(segment, next[!back], 4);
    append(segment, 0x50, 1);
    append(segment, flags & 0x3f, 1);
    append(segment, 0xffff0000, 4);
    append(segment, 0, 2);
    append(segment, payload);
    next[back] += static_cast<std::uint32_t>(payload.size());
    constexpr std::uint8_t tcp = 6;
    frames.send(ipv4(tcp, segment, back));
  }
  auditor.finish();
  return 0;
}
