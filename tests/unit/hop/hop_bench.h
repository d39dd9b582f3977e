// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/bytes/writer.h"
#include "ipsec/hop/hop_comparison.h"
#include "tests/support/catch.h"

// Two capture points: alice is before the hop, bob after it.
namespace espect::test {

using namespace espect::sessions;

using Octets = std::vector<std::uint8_t>;
constexpr std::int64_t millisecond = 1'000'000;

inline Address host(std::uint8_t net, std::uint8_t last = 10) {
  const std::uint8_t octets[] = {10, net, 0, last};
  return Address::v4_from(octets);
}

inline Octets esp_octets(std::uint32_t spi, std::uint32_t sequence, std::uint8_t filling = 0) {
  Writer out;
  out.number(spi);
  out.number(sequence);
  out.append(Octets(92, static_cast<std::uint8_t>(sequence * 7 + filling)));
  return out.release();
}

// A packet where it is captured; only what differs from the usual one is named.
struct Seen {
  std::uint32_t spi = 0xa;
  std::uint8_t ttl = 64;
  std::uint16_t fragments = 0;
  std::uint32_t largest_piece = 0;
  std::uint32_t cut = 0;
  std::uint32_t identification = 0;  // 0: a new one
  std::uint8_t filling = 0;
  std::uint8_t traffic_class = 0;
  Address source = host(1);
  Address destination = host(2);
};

// Times are milliseconds.
class HopBench {
 public:
  explicit HopBench(std::size_t max_packets = 1 << 16,
                    std::size_t max_sas = HopComparison::most_sas)
      : comparison_(max_packets, max_sas) {}

  void captured(Side side, std::int64_t from, std::int64_t to) {
    comparison_.reached(side, Time{from * millisecond});
    comparison_.reached(side, Time{to * millisecond});
  }
  void esp(Side side, std::int64_t at, std::uint32_t sequence, const Seen& seen) {
    const auto whole = esp_octets(seen.spi, sequence, seen.filling);
    Datagram datagram;
    datagram.time = Time{at * millisecond};
    datagram.path.source = seen.source;
    datagram.path.destination = seen.destination;
    datagram.ip.ttl = seen.ttl;
    datagram.ip.fragments = seen.fragments;
    datagram.ip.largest_piece = seen.largest_piece;
    datagram.ip.traffic_class = seen.traffic_class;
    datagram.ip.identification = seen.identification != 0 ? seen.identification : ++identification_;
    datagram.cut_octets = seen.cut;
    datagram.content = Esp{Bytes(whole).first(whole.size() - seen.cut), seen.spi, sequence};
    comparison_.on(side, datagram);
  }
  void before(std::int64_t at, std::uint32_t sequence, const Seen& seen = {}) {
    esp(Side::before, at, sequence, seen);
  }
  void after(std::int64_t at, std::uint32_t sequence, Seen seen = {}) {
    if (seen.ttl == 64) seen.ttl = 63;
    esp(Side::after, at, sequence, seen);
  }
  HopComparison& comparison() { return comparison_; }
  Hop finish() { return comparison_.finish(); }
  HopSa only_sa() {
    const auto hop = finish();
    REQUIRE(hop.sas.size() == 1);
    return hop.sas[0];
  }

 private:
  HopComparison comparison_;
  std::uint32_t identification_ = 0;
};

}  // namespace espect::test
