// SPDX-License-Identifier: GPL-2.0-or-later
// From a frame to its datagram, and what OpeningAhead is told before.
#include <benchmark/benchmark.h>

#include "analyzer/network/expected_esp.h"
#include "analyzer/network/stack.h"
#include "tests/support/packet_builder.h"

namespace espect::test {
namespace {

class Counter : public DatagramListener {
 public:
  void on(const Datagram& datagram) override { octets += datagram.ip.packet_octets; }
  std::uint64_t octets = 0;
};

Octets frame_of(int kind) {
  switch (kind) {
    case 0:
      return ethernet(0x0800, ip4({}, esp(0x100, 1, 76)));
    case 1:
      return ethernet(0x0800, ip4({.protocol = 17}, udp(4500, 4500, esp(0x100, 1, 76))));
    case 2:
      return ethernet(0x8100, vlan(0x86dd, ip6(60, extension(50, esp(0x100, 1, 76)))));
    default:
      return ethernet(0x0800, ip4({.protocol = 4}, ip4({}, esp(0x100, 1, 76))));
  }
}
constexpr const char* kinds[] = {"ESP in IPv4", "ESP in UDP", "VLAN, IPv6 with options",
                                 "IP in IP"};

void header_walk(benchmark::State& state) {
  const auto frame = frame_of(static_cast<int>(state.range(0)));
  state.SetLabel(kinds[state.range(0)]);
  Counter counter;
  network::Stack stack(counter);
  capture::Packet packet{1, {}, 1, static_cast<std::uint32_t>(frame.size()), frame};
  for (auto unused : state) {
    static_cast<void>(unused);
    stack.on(packet);
    ++packet.frame;
  }
  if (counter.octets == 0) state.SkipWithError("no datagram came of it");
}
BENCHMARK(header_walk)->DenseRange(0, 3);

void expected_esp(benchmark::State& state) {
  const auto frame = frame_of(static_cast<int>(state.range(0)));
  state.SetLabel(kinds[state.range(0)]);
  const capture::Packet packet{1, {}, 1, static_cast<std::uint32_t>(frame.size()), frame};
  const ip::IpsecPorts ports;
  for (auto unused : state) {
    static_cast<void>(unused);
    benchmark::DoNotOptimize(network::expected_esp(packet, ports));
  }
}
BENCHMARK(expected_esp)->DenseRange(0, 1);

}  // namespace
}  // namespace espect::test
