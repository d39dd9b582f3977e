// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

const Octets big_esp = esp(0xc1, 9, 56);              // 64 octets
const Octets big_ike = udp(500, 500, ike(56));        // 64 octets
const Octets big_dns = udp(53, 31000, counting(56));  // 64 octets

Octets first4(const Octets& payload, std::uint8_t protocol, unsigned octets = 32) {
  return ip4({.protocol = protocol, .more = true}, part(payload, 0, octets));
}
Octets last4(const Octets& payload, std::uint8_t protocol, unsigned from = 32) {
  return ip4({.protocol = protocol, .offset = from}, part(payload, from, payload.size() - from));
}
Octets piece6(unsigned offset, bool more, const Octets& octets, std::uint8_t next = 50) {
  return ip6(44, fragment6(next, offset, more, 5, octets));
}

TEST_CASE("what never becomes complete is reported at the end") {
  struct Row {
    const char* what;
    Octets fragment;
    std::uint8_t protocol;
    Carried carried;
    std::uint32_t missing;
    std::uint32_t packet_octets;
    std::uint64_t ipsec_packets;
  };
  const Octets marker = {0, 0, 0, 0};
  const Row rows[] = {
      {"ESP without its end", first4(big_esp, 50), 50, Carried::esp, 0, 0, 1},
      {"ESP without its start", last4(big_esp, 50), 50, Carried::esp, 32, 0, 1},
      {"AH", first4(big_esp, 51), 51, Carried::ah, 0, 0, 1},
      {"IKE", first4(big_ike, 17), 17, Carried::ike, 0, 0, 1},
      {"IKE behind the marker", first4(udp(4500, 4500, marker + ike(52)), 17), 17, Carried::ike, 0,
       0, 1},
      {"ESP in UDP", first4(udp(4500, 4500, big_esp), 17), 17, Carried::esp, 0, 0, 1},
      {"UDP without its start", last4(big_ike, 17), 17, Carried::unknown, 32, 0, 0},
      {"IPv6", piece6(0, true, part(big_esp, 0, 32)), 50, Carried::esp, 0, 0, 1},
      {"IPv6 behind options", piece6(0, true, extension(50, part(big_esp, 0, 24)), 60), 50,
       Carried::esp, 0, 0, 1},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Recorder recorder;
    recorder.feed(row.fragment);
    REQUIRE(recorder.seen.empty());
    recorder.stack.finish();
    REQUIRE(recorder.seen.size() == 1);
    const auto& broken = recorder.seen[0].as<BrokenFragments>();
    CHECK(broken.carried == row.carried);
    CHECK(broken.ip_protocol == row.protocol);
    CHECK(broken.received_octets == 32);
    CHECK(broken.missing_octets == row.missing);
    CHECK_FALSE(broken.overlap);
    CHECK(recorder.seen[0].frames == std::vector<std::uint32_t>{1});
    CHECK(recorder.seen[0].datagram.frame == 1);
    CHECK(recorder.seen[0].datagram.ip.fragments == 1);
    CHECK(recorder.seen[0].datagram.ip.packet_octets == row.packet_octets);
    CHECK(recorder.stack.facts().ipsec_packets == row.ipsec_packets);
    recorder.stack.finish();
    CHECK(recorder.seen.size() == 1);
  }
}

TEST_CASE("the hole in the middle, with the ports and the size of the whole") {
  Recorder recorder;
  recorder.feed(first4(big_ike, 17, 8)).feed(last4(big_ike, 17, 56));
  recorder.stack.finish();
  REQUIRE(recorder.seen.size() == 1);
  const auto& datagram = recorder.seen[0].datagram;
  CHECK(recorder.seen[0].as<BrokenFragments>().received_octets == 16);
  CHECK(recorder.seen[0].as<BrokenFragments>().missing_octets == 48);
  CHECK(datagram.path.source_port == 500);
  CHECK(datagram.path.encapsulation == Encapsulation::udp);
  CHECK(datagram.ip.packet_octets == 84);
  CHECK(datagram.frame == 2);
  CHECK(recorder.stack.facts().ipsec_packets == 2);
}

TEST_CASE("other UDP says nothing, in whatever order its fragments come") {
  Recorder recorder;
  recorder.feed(last4(big_dns, 17, 48)).feed(first4(big_dns, 17)).feed(last4(big_dns, 17, 56));
  recorder.feed(ip4({.protocol = 1, .more = true}, counting(32)));
  recorder.feed(ip4({.protocol = 6, .more = true}, counting(32)));
  recorder.feed(piece6(0, true, extension(58, counting(24)), 60));
  recorder.stack.finish();
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().ipsec_packets == 0);
  // The identification is used again, for IKE.
  recorder.feed(first4(big_ike, 17)).feed(last4(big_ike, 17));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].bytes == ike(56));
}

TEST_CASE("after the time-out the rest comes too late") {
  Recorder recorder;
  recorder.feed(first4(big_esp, 50));
  recorder.time.nanoseconds += 60'000'000'000;
  recorder.feed(ip4({.protocol = 6}, {}));
  CHECK(recorder.seen.empty());
  recorder.time.nanoseconds += 1;
  recorder.feed(last4(big_esp, 50));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].datagram.frame == 1);
  CHECK(recorder.seen[0].datagram.time == Time{1'000'000'000});
  CHECK(recorder.seen[0].as<BrokenFragments>().missing_octets == 0);
  recorder.stack.finish();
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[1].as<BrokenFragments>().missing_octets == 32);
}

TEST_CASE("time stamps at the ends of time") {
  Recorder recorder;
  recorder.time.nanoseconds = std::numeric_limits<std::int64_t>::max();
  recorder.feed(first4(big_esp, 50));
  recorder.time.nanoseconds = std::numeric_limits<std::int64_t>::min();
  recorder.feed(last4(big_esp, 50));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].bytes == big_esp);
}

TEST_CASE("IPv4: octets that came first win, the overlap is reported once") {
  Octets forged = big_esp;
  for (auto& octet : forged) octet ^= 0xff;
  Recorder recorder;
  recorder.feed(ip4({.more = true, .offset = 8}, part(big_esp, 8, 24)));
  recorder.feed(ip4({.more = true, .offset = 16}, part(forged, 16, 8)));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].as<BrokenFragments>().overlap);
  CHECK(recorder.seen[0].as<BrokenFragments>().received_octets == 24);
  CHECK(recorder.seen[0].frames == std::vector<std::uint32_t>{1, 2});
  recorder.feed(ip4({.offset = 24}, part(big_esp, 24, 40)));  // 8 octets again, 32 new ones
  recorder.feed(ip4({.more = true}, part(big_esp, 0, 8) + part(forged, 8, 40)));
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[1].bytes == big_esp);
  CHECK(recorder.seen[1].frames == std::vector<std::uint32_t>{1, 2, 3, 4});
  recorder.stack.finish();
  CHECK(recorder.seen.size() == 2);
}

TEST_CASE("IPv4: a fragment that spans two others fills the gaps around them") {
  Recorder recorder;
  recorder.feed(ip4({.more = true, .offset = 8}, part(big_esp, 8, 8)));
  recorder.feed(ip4({.more = true, .offset = 32}, part(big_esp, 32, 16)));
  recorder.feed(ip4({.more = true}, part(big_esp, 0, 56)));
  recorder.feed(ip4({.offset = 56}, part(big_esp, 56, 8)));
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].as<BrokenFragments>().overlap);
  CHECK(recorder.seen[0].as<BrokenFragments>().received_octets == 56);
  CHECK(recorder.seen[1].bytes == big_esp);
}

TEST_CASE("the same place with other octets, or a second end, is an overlap") {
  const std::pair<const char*, Octets> rows[] = {
      {"one octet differs", ip4({.offset = 32}, part(esp(0xc1, 9, 55) + Octets{1}, 32, 32))},
      {"ends earlier", ip4({.offset = 24}, part(big_esp, 24, 8))},
      {"goes on behind the end", ip4({.more = true, .offset = 64}, counting(8))},
      {"ends later", ip4({.offset = 64}, counting(8))},
  };
  for (const auto& [what, packet] : rows) {
    INFO(what);
    Recorder recorder;
    recorder.feed(last4(big_esp, 50)).feed(packet);
    REQUIRE(recorder.seen.size() == 1);
    CHECK(recorder.seen[0].as<BrokenFragments>().overlap);
    CHECK(recorder.seen[0].as<BrokenFragments>().received_octets == 32);
    recorder.feed(first4(big_esp, 50));
    REQUIRE(recorder.seen.size() == 2);
    CHECK(recorder.seen[1].bytes == big_esp);
  }
}

TEST_CASE("IPv6: an overlap drops the packet and what follows (RFC 5722)") {
  Recorder recorder;
  recorder.feed(piece6(0, true, part(big_esp, 0, 32)));
  recorder.feed(piece6(24, true, part(big_esp, 24, 16)));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].as<BrokenFragments>().overlap);
  CHECK(recorder.seen[0].as<BrokenFragments>().carried == Carried::esp);
  recorder.feed(piece6(0, true, part(big_esp, 0, 32)));
  recorder.feed(piece6(32, false, part(big_esp, 32, 32)));
  recorder.stack.finish();
  CHECK(recorder.seen.size() == 1);
  CHECK(recorder.stack.facts().ipsec_packets == 4);
}

TEST_CASE("an overlap in UDP waits for the ports") {
  const auto middle = [](const Octets& payload) {
    return piece6(16, true, part(payload, 16, 16), 17);
  };
  const auto start = [](const Octets& payload) {
    return piece6(0, true, part(payload, 0, 16), 17);
  };
  Recorder other;
  other.feed(middle(big_dns)).feed(middle(big_ike)).feed(start(big_dns));
  other.stack.finish();
  CHECK(other.seen.empty());

  Recorder ours;
  ours.feed(middle(big_dns)).feed(middle(big_ike));
  CHECK(ours.seen.empty());
  ours.feed(start(big_ike));
  REQUIRE(ours.seen.size() == 1);
  CHECK(ours.seen[0].as<BrokenFragments>().overlap);
  CHECK(ours.seen[0].as<BrokenFragments>().carried == Carried::ike);

  Recorder unknown;
  unknown.feed(middle(big_dns)).feed(middle(big_ike));
  unknown.stack.finish();
  REQUIRE(unknown.seen.size() == 1);
  CHECK(unknown.seen[0].as<BrokenFragments>().overlap);
  CHECK(unknown.seen[0].as<BrokenFragments>().carried == Carried::unknown);
}

TEST_CASE("the oldest is forgotten when there are too many, and nobody is accused") {
  Recorder recorder({.datagrams = 2});
  const auto start = [](unsigned id) {
    return ip4({.identification = id, .more = true}, part(big_esp, 0, 32));
  };
  const auto end = [](unsigned id) {
    return ip4({.identification = id, .offset = 32}, part(big_esp, 32, 32));
  };
  recorder.feed(start(1)).feed(start(2));
  CHECK(recorder.seen.empty());
  recorder.feed(start(3));
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().dropped_fragments == 1);
  recorder.feed(end(1));  // of the one that is forgotten
  recorder.feed(end(2)).feed(end(3));
  recorder.stack.finish();
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].bytes == big_esp);
  CHECK(recorder.seen[1].bytes == big_esp);

  // So many that it is not even known any longer which ones were forgotten.
  Recorder many({.datagrams = 1});
  for (unsigned id = 1; id < 9; ++id) many.feed(start(id));
  for (unsigned id = 1; id < 8; ++id) many.feed(end(id));
  many.stack.finish();
  CHECK(many.seen.empty());
  CHECK(many.stack.facts().dropped_fragments > 7);
}

TEST_CASE("memory is bounded by the octets too") {
  Recorder recorder({.octets = 100'000});
  for (unsigned id = 0; id < 10; ++id)
    recorder.feed(ip4({.identification = id, .offset = 40'000}, counting(1'000)));
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().dropped_fragments == 8);
  recorder.stack.finish();
  CHECK(recorder.seen.size() == 2);

  Recorder none({.octets = 10});
  none.feed(first4(big_esp, 50));
  CHECK(none.seen.empty());
  CHECK(none.stack.facts().dropped_fragments == 1);
}

}  // namespace
}  // namespace espect::test
