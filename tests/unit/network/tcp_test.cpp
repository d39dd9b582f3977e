// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/network/tcp_builder.h"

namespace espect::test {
namespace {

using All = std::vector<Octets>;

const Octets marked_ike = Octets(4, 0) + ike();
const Octets first = esp(0xc0000001, 1);
const Octets second = esp(0xc0000001, 2, 50);

TEST_CASE("a connection from its start, both directions") {
  Recorder recorder;
  const Tcp back{.source = 4'500, .destination = 31'000, .sequence = 901};
  recorder.feed(in_tcp({.sequence = 99, .flags = syn}))
      .feed(in_tcp({.source = 4'500, .destination = 31'000, .sequence = 900, .flags = syn_ack}))
      .feed(in_tcp({.sequence = 100, .acknowledgment = 901}, prefix))
      .feed(in_tcp({.sequence = 106, .acknowledgment = 901}, ike_frame() + in_frame(first)))
      .feed(in_tcp(back, part(in_frame(second), 0, 1)))
      .feed(in_tcp({.source = 4'500, .destination = 31'000, .sequence = 902},
                   part(in_frame(second), 1, 59)))
      .feed(in_tcp({.sequence = 106 + 46 + 34, .flags = fin}));
  CHECK(contents(recorder) == All{marked_ike, first, second});
  REQUIRE(recorder.seen.size() == 3);
  const Datagram& datagram = recorder.seen[2].datagram;
  CHECK(datagram.frame == 6);
  CHECK(datagram.path.source_port == 4'500);
  CHECK(datagram.path.destination_port == 31'000);
  CHECK(datagram.ip.packet_octets == 20 + 32 + 59);
  CHECK(datagram.ip.ttl == 64);
  CHECK(datagram.fragment_frames.empty());
  CHECK(recorder.seen[0].as<Ike>().non_esp_marker);
  CHECK(recorder.seen[1].as<Esp>().sequence == 1);
  CHECK(recorder.stack.facts().ipsec_packets == 4);
  CHECK(recorder.stack.facts().tcp_4500_packets == 0);
  CHECK(recorder.stack.facts().tcp_gaps == 0);
}

TEST_CASE("IPv6, a keepalive, and frames too short to be anything") {
  Recorder recorder;
  recorder.feed(ip6(6, tcp({.sequence = 0, .flags = syn}, {})))
      .feed(ip6(6, tcp({.sequence = 1}, prefix + in_frame({}) + in_frame({0xff}) +
                                            in_frame(Octets(4, 0)) + in_frame({1, 2, 3}) +
                                            in_frame(first))));
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].is<Keepalive>());
  CHECK(recorder.seen[1].bytes == first);
  CHECK(recorder.seen[1].datagram.path.source.v6);
}

TEST_CASE("reordered, repeated and overlapping segments, across the wrap of the numbers") {
  const Octets stream = prefix + ike_frame() + in_frame(first) + in_frame(second);
  const std::uint32_t start = 0xffffffe0;
  Recorder recorder;
  recorder.feed(in_tcp({.sequence = start - 1, .flags = syn}));
  const auto send = [&](std::size_t from, std::size_t count) {
    recorder.feed(
        in_tcp({.sequence = start + static_cast<std::uint32_t>(from)}, part(stream, from, count)));
  };
  send(0, 10);
  send(60, 30);
  send(100, stream.size() - 100);
  send(50, 30);
  CHECK(recorder.seen.empty());
  send(5, 20);
  send(0, 10);
  send(20, 35);
  CHECK(contents(recorder) == All{marked_ike, first});
  send(80, 25);
  CHECK(contents(recorder) == All{marked_ike, first, second});
  CHECK(recorder.seen.back().datagram.frame == 9);
  CHECK(recorder.stack.facts().tcp_gaps == 0);
}

TEST_CASE("a gap inside a frame costs that frame, one over its end costs up to a segment start") {
  for (const bool over_the_end : {false, true}) {
    INFO(over_the_end);
    Recorder recorder({}, {.gap_octets = 1'000});
    const auto lost = in_frame(second);
    std::uint32_t sequence = 1;
    recorder.feed(in_tcp({.sequence = 0, .flags = syn}))
        .feed(in_tcp({.sequence = sequence}, prefix + in_frame(first) + part(lost, 0, 20)));
    sequence += 6 + 34 + 20 + 20;
    Octets rest = part(lost, 40, 20);
    if (over_the_end) {
      sequence += 100;
      rest = counting(7);
    }
    recorder.feed(
        in_tcp({.sequence = sequence}, rest + (over_the_end ? Octets{} : in_frame(first))));
    sequence += static_cast<std::uint32_t>(rest.size() + (over_the_end ? 0 : 34));
    CHECK(recorder.seen.size() == 1);
    All expected = {first};
    if (!over_the_end) expected.push_back(first);
    for (int i = 0; i < 20; ++i, sequence += 34) {
      recorder.feed(in_tcp({.sequence = sequence}, in_frame(first)));
      expected.push_back(first);
    }
    recorder.stack.finish();
    CHECK(contents(recorder) == expected);
    CHECK(recorder.stack.facts().tcp_gaps == 1);
  }
}

TEST_CASE("a gap is given up after a while, by RST and at the end") {
  for (const int how : {0, 1, 2}) {
    INFO(how);
    Recorder recorder;
    recorder.feed(in_tcp({.sequence = 0, .flags = syn}))
        .feed(in_tcp({.sequence = 1}, prefix))
        .feed(in_tcp({.sequence = 100}, ike_frame()));
    CHECK(recorder.seen.empty());
    if (how == 0) {
      recorder.time.nanoseconds += 21'000'000'000;
      recorder.feed(in_tcp({.sequence = 146}, in_frame(first)));
      CHECK(contents(recorder) == All{marked_ike, first});
    } else if (how == 1) {
      recorder.feed(in_tcp({.sequence = 146, .flags = rst}));
      CHECK(contents(recorder) == All{marked_ike});
    }
    recorder.stack.finish();
    CHECK(recorder.seen.size() == (how == 0 ? 2 : 1));
    CHECK(recorder.seen[0].datagram.frame == (how == 2 ? 3 : 4));
    CHECK(recorder.stack.facts().tcp_gaps == 1);
  }
}

TEST_CASE("a capture that starts inside a stream") {
  Recorder recorder;
  recorder
      .feed(in_tcp({.sequence = 1'000}, counting(61)))                   // the end of a frame
      .feed(in_tcp({.sequence = 1'061}, in_frame(first)))                // fits its segment
      .feed(in_tcp({.sequence = 1'095}, part(in_frame(second), 0, 30)))  // known by its SPI
      .feed(in_tcp({.sequence = 1'125}, part(in_frame(second), 30, 30) + ike_frame()));
  CHECK(contents(recorder) == All{first, second, marked_ike});
  CHECK(recorder.stack.facts().tcp_4500_packets == 1);
  CHECK(recorder.stack.facts().ipsec_packets == 3);

  Recorder by_ike;
  by_ike.feed(in_tcp({.sequence = 5}, ike_frame() + part(in_frame(first), 0, 9)))
      .feed(in_tcp({.sequence = 60}, part(in_frame(first), 9, 25)));
  CHECK(contents(by_ike) == All{marked_ike, first});
}

TEST_CASE("the ports are used again") {
  Recorder recorder;
  for (const std::uint32_t start : {0U, 50U, 0x90000000U}) {
    recorder.feed(in_tcp({.sequence = start, .flags = syn}))
        .feed(in_tcp({.sequence = start, .flags = syn}))
        .feed(in_tcp({.sequence = start + 1}, prefix + ike_frame() + part(in_frame(first), 0, 5)));
  }
  // Without its SYN: far away, and a segment that starts a frame.
  recorder.feed(in_tcp({.sequence = 0x30000000}, ike_frame()));
  CHECK(contents(recorder) == All(4, marked_ike));
}

TEST_CASE("another port with the prefix, both directions") {
  Recorder recorder;
  recorder.feed(in_tcp({.destination = 443, .sequence = 9}, counting(40)))
      .feed(in_tcp({.source = 32'000, .destination = 443, .sequence = 9, .acknowledgment = 77},
                   prefix + ike_frame()))
      .feed(in_tcp({.source = 443, .destination = 32'000, .sequence = 77}, part(ike_frame(), 0, 3)))
      .feed(
          in_tcp({.source = 443, .destination = 32'000, .sequence = 80}, part(ike_frame(), 3, 43)));
  CHECK(contents(recorder) == All{marked_ike, marked_ike});
  CHECK(recorder.stack.facts().tcp_4500_packets == 0);
}

TEST_CASE("another protocol on port 4500") {
  Recorder recorder;
  recorder.feed(in_tcp({.sequence = 0, .flags = syn}))
      .feed(in_tcp({.source = 4'500, .destination = 31'000, .sequence = 0, .flags = syn_ack}))
      .feed(in_tcp({.sequence = 1}, Octets{'I', 'K', 'E', 'T', 'L', 'S'} + ike_frame()))
      .feed(in_tcp({.sequence = 53}, ike_frame()))
      .feed(in_tcp({.source = 4'500, .destination = 31'000, .sequence = 1}, ike_frame()));
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().tcp_4500_packets == 3);
  CHECK(recorder.stack.facts().ipsec_packets == 0);
}

TEST_CASE("a length that no frame has") {
  Recorder recorder;
  recorder.feed(in_tcp({.sequence = 0, .flags = syn}))
      .feed(in_tcp({.sequence = 1}, prefix + Octets{0, 1, 5}))
      .feed(in_tcp({.sequence = 10}, in_frame(first)));
  CHECK(contents(recorder) == All{first});
  CHECK(recorder.stack.facts().tcp_gaps == 1);
}

TEST_CASE("octets of somebody else cost what stands in their place, and are told") {
  for (const unsigned forged : {1U, 3U, 5U, 90U, 200U}) {
    INFO(forged);
    Recorder recorder;
    recorder.feed(in_tcp({.sequence = 0, .flags = syn}))
        .feed(in_tcp({.sequence = 1}, prefix + in_frame(first)))
        .feed(in_tcp({.sequence = 41}, Octets(forged, 0xff)));
    for (unsigned i = 0; i < 20; ++i)
      recorder.feed(in_tcp({.sequence = 41 + i * 34}, in_frame(first)));
    recorder.stack.finish();
    const std::size_t in_place = (forged + 33) / 34;
    CHECK(contents(recorder) == All(21 - in_place, first));
    CHECK(recorder.stack.facts().tcp_gaps == 1);
  }
}

TEST_CASE("the snap length cuts segments, frames are known by their lengths") {
  Recorder recorder;
  recorder.feed(in_tcp({.sequence = 0, .flags = syn})).feed(in_tcp({.sequence = 1}, prefix));
  const Octets frame = in_frame(second);
  std::uint32_t sequence = 7;
  for (int i = 0; i < 3; ++i, sequence += 60)
    recorder.feed(part(in_tcp({.sequence = sequence}, frame), 0, 20 + 32 + 22), 101, 38);
  REQUIRE(recorder.seen.size() == 3);
  for (const Seen& one : recorder.seen) {
    CHECK(one.bytes == part(second, 0, 20));
    CHECK(one.datagram.cut_octets == 38);
  }
  CHECK(recorder.stack.facts().tcp_gaps == 0);
}

TEST_CASE("streams and memory are bounded, the oldest goes") {
  Recorder recorder({}, {.streams = 8, .octets = 100'000});
  for (unsigned port = 1; port <= 100; ++port) {
    recorder.feed(in_tcp({.source = port, .sequence = 0, .flags = syn}))
        .feed(in_tcp({.source = port, .sequence = 1}, prefix + u16(60'000) + counting(20'000)));
  }
  CHECK(recorder.stack.facts().tcp_dropped_streams >= 92);
  recorder.feed(in_tcp({.source = 100, .sequence = 20'009}, counting(39'998) + in_frame(first)));
  CHECK(recorder.seen.size() == 2);
}

}  // namespace
}  // namespace espect::test
