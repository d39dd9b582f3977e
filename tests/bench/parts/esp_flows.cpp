// SPDX-License-Identifier: GPL-2.0-or-later
// The flow of a packet, and all that is judged of it without keys, by the number of flows.
#include <random>

#include <benchmark/benchmark.h>

#include "ipsec/sessions/sessions.h"
#include "tests/support/packet_builder.h"

namespace espect::test {
namespace {

// One packet after the other, of SAs in random order, each with its next number.
class Traffic {
 public:
  explicit Traffic(std::uint32_t sas) : sequences_(sas), octets_(esp(0, 0, 76)) {
    std::minstd_rand random(7);
    for (auto& sa : order_) sa = static_cast<std::uint32_t>(random() % sas);
    datagram_.path = {Address::v4_from(from_), Address::v4_from(to_)};
    datagram_.ip.packet_octets = static_cast<std::uint32_t>(octets_.size() + 20);
  }

  const Datagram& next() {
    const auto sa = order_[datagram_.frame % order_.size()];
    return of(sa);
  }
  const Datagram& of(std::uint32_t sa) {
    ++datagram_.frame;
    datagram_.time.nanoseconds += 1000;
    datagram_.ip.identification = datagram_.frame;
    datagram_.content = Esp{octets_, 0x1000 + sa, ++sequences_[sa]};
    return datagram_;
  }
  std::uint32_t sas() const { return static_cast<std::uint32_t>(sequences_.size()); }
  std::uint32_t spi() const { return std::get<Esp>(datagram_.content).spi; }
  const Path& path() const { return datagram_.path; }

 private:
  static constexpr std::uint8_t from_[] = {10, 1, 0, 10}, to_[] = {10, 2, 0, 10};
  std::vector<std::uint32_t> sequences_;
  std::vector<std::uint32_t> order_ = std::vector<std::uint32_t>(1 << 20);
  Octets octets_;
  Datagram datagram_;
};

void begin_all(Traffic& traffic, sessions::Sessions& sessions) {
  for (std::uint32_t sa = 0; sa < traffic.sas(); ++sa) sessions.on(traffic.of(sa));
}

void flow_look_up(benchmark::State& state) {
  Traffic traffic(static_cast<std::uint32_t>(state.range(0)));
  sessions::FlowTable table;
  for (std::uint32_t sa = 0; sa < traffic.sas(); ++sa) {
    const auto& datagram = traffic.of(sa);
    table.add(sessions::EspPacket(datagram, std::get<Esp>(datagram.content)));
  }
  std::uint64_t found = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    traffic.next();
    found += table.find(Protocol::esp, traffic.spi(), traffic.path())->id;
  }
  if (found == 0) state.SkipWithError("no flow was found");
}
BENCHMARK(flow_look_up)->Arg(16)->Arg(1000)->Arg(100'000)->Arg(1'000'000);

// As the loop over packets calls it; the flow look-up included.
void esp_packet(benchmark::State& state) {
  Traffic traffic(static_cast<std::uint32_t>(state.range(0)));
  const sessions::Subscriptions events;
  sessions::Sessions sessions(events);
  begin_all(traffic, sessions);
  for (auto unused : state) {
    static_cast<void>(unused);
    sessions.on(traffic.next());
  }
  if (sessions.flows().size() != traffic.sas()) state.SkipWithError("not as many flows as SAs");
}
BENCHMARK(esp_packet)->Arg(16)->Arg(1000)->Arg(100'000)->Arg(1'000'000);

}  // namespace
}  // namespace espect::test
