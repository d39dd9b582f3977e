// SPDX-License-Identifier: GPL-2.0-or-later
// Packets with keys through the sessions, by the number of threads that open them besides the loop:
// the time that passes. Without reading a file and without rules.
#include <benchmark/benchmark.h>

#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/sessions.h"

namespace espect::test {
namespace {

using Octets = std::vector<std::uint8_t>;

struct Algorithms {
  const char* name;
  std::uint16_t encr;
  std::size_t encr_key;
  std::uint16_t integ;
  std::size_t integ_key;
};
constexpr Algorithms kinds[] = {{"AES-128-GCM", 20, 20, 0, 0},
                                {"NULL, HMAC-SHA2-256", 11, 0, 12, 32},
                                {"AES-256-CBC, HMAC-SHA2-256", 12, 32, 12, 32}};
constexpr std::uint32_t spi = 0x1000;
constexpr std::size_t window = 512;

// One SA, whose packets lie in memory like those of a file.
struct Traffic {
  keys::KeyRing ring;
  std::vector<Octets> packets;
  Address from = *address_from("10.1.0.10"), to = *address_from("10.2.0.10");

  Traffic(const Algorithms& kind, std::size_t octets) : packets(window * 32) {
    keys::SaKeys row;
    row.spi = spi;
    row.encr = kind.encr;
    row.encr_key = crypto::Secret(kind.encr_key, 7);
    row.integ_key = crypto::Secret(kind.integ_key, 9);
    if (kind.integ != 0) row.integ = kind.integ;
    ring.add(row);
    auto cipher =
        crypto::PacketCipher::of(kind.encr, row.encr_key, kind.integ, row.integ_key).value();
    Octets inside(octets, 1);
    inside[octets - 2] = 0;   // pad length
    inside[octets - 1] = 59;  // a dummy packet: nothing is parsed in it
    std::uint32_t sequence = 0;
    for (auto& packet : packets) {
      ++sequence;
      for (const std::uint32_t word : {spi, sequence})
        for (int shift = 24; shift >= 0; shift -= 8)
          packet.push_back(static_cast<std::uint8_t>(word >> shift));
      const auto body =
          cipher.seal_esp(spi, sequence, std::nullopt, Octets(cipher.iv_octets(), 3), inside);
      packet.insert(packet.end(), body.begin(), body.end());
    }
  }
};

void hear(const Traffic& traffic, sessions::Sessions& sessions, bool ahead) {
  Datagram datagram;
  datagram.path = {traffic.from, traffic.to};
  std::vector<ExpectedEsp> expected;
  for (std::size_t begin = 0; begin < traffic.packets.size(); begin += window) {
    expected.clear();
    for (std::size_t at = begin; ahead && at < begin + window; ++at)
      expected.push_back(
          {static_cast<std::uint32_t>(at + 1), traffic.from, traffic.to, traffic.packets[at]});
    sessions.expect_esp(expected);
    for (std::size_t at = begin; at < begin + window; ++at) {
      const Octets& packet = traffic.packets[at];
      datagram.frame = datagram.ip.identification = static_cast<std::uint32_t>(at + 1);
      datagram.time.nanoseconds = static_cast<std::int64_t>(at) * 10'000;
      datagram.content = Esp{packet, load_be<std::uint32_t>(packet.data()),
                             load_be<std::uint32_t>(packet.data() + 4)};
      sessions.on(datagram);
    }
    sessions.forget_expected_esp();
  }
}

void opening_ahead(benchmark::State& state) {
  const auto& kind = kinds[state.range(0)];
  const auto threads = static_cast<unsigned>(state.range(2));
  const Traffic traffic(kind, static_cast<std::size_t>(state.range(1)));
  const sessions::Subscriptions events;
  std::uint64_t elsewhere = 0, verified = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    sessions::Sessions sessions(events, &traffic.ring);
    sessions.open_ahead(threads);
    hear(traffic, sessions, threads != 0);
    elsewhere = sessions.opened_elsewhere();
    verified = sessions.flows()[0].icv_ok;
  }
  if (verified != traffic.packets.size()) state.SkipWithError("not every packet verified");
  const auto packets = static_cast<double>(traffic.packets.size());
  state.SetLabel(kind.name);
  state.counters["ns_per_packet"] = benchmark::Counter(
      packets * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["elsewhere"] = static_cast<double>(elsewhere) / packets;
}
BENCHMARK(opening_ahead)
    ->ArgNames({"kind", "octets", "threads"})
    ->ArgsProduct({{0, 1, 2}, {64, 1344}, {0, 1}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace espect::test
