// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/reader.h"
#include "tests/fuzz/auditor.h"

// Packets of one capture, each behind four octets: the link type, tenths of a second since the last
// packet, and the packet's size.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espect::Reader in(espect::Bytes(data, size));
  espect::fuzz::Auditor auditor;
  espect::capture::Packet packet;
  while (in.ok() && !in.empty()) {
    packet.link_type = in.number<std::uint8_t>("link type");
    packet.time.nanoseconds += in.number<std::uint8_t>("time") * 100'000'000LL;
    const std::size_t octets = in.number<std::uint16_t>("size");
    packet.bytes = in.take(std::min(octets, in.left()), "packet");
    packet.wire_octets = static_cast<std::uint32_t>(octets);
    ++packet.frame;
    auditor.on(packet);
  }
  auditor.finish();
  return 0;
}
