// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <numeric>

#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

struct Cut {
  unsigned begin, end;
};

Octets piece4(const Octets& payload, Cut cut, Ip4 facts = {}) {
  facts.offset = cut.begin;
  facts.more = cut.end != payload.size();
  return ip4(facts, part(payload, cut.begin, cut.end - cut.begin));
}
Octets piece6(const Octets& payload, Cut cut, std::uint8_t next = 50) {
  return ip6(44, fragment6(next, cut.begin, cut.end != payload.size(), 0xabcdef01,
                           part(payload, cut.begin, cut.end - cut.begin)));
}

// What a reassembly has to do, without any thought for speed: octets by place.
class Model {
 public:
  // True when the packet is complete with this fragment, and was not before.
  bool add(const Octets& payload, Cut cut) {
    const bool before = octets_.size() == payload.size();
    for (unsigned at = cut.begin; at < cut.end; ++at) octets_.emplace(at, payload[at]);
    return !before && octets_.size() == payload.size();
  }

 private:
  std::map<unsigned, std::uint8_t> octets_;
};

TEST_CASE("four fragments in every order, IPv4 and IPv6, with and without a copy of each") {
  const Octets payload = esp(0xc0ffee, 5, 100);
  const Cut cuts[] = {{0, 8}, {8, 48}, {48, 96}, {96, 108}};
  for (const bool v6 : {false, true}) {
    for (const bool copies : {false, true}) {
      std::array<std::size_t, 4> order = {0, 1, 2, 3};
      do {
        CAPTURE(v6, copies, order[0], order[1], order[2], order[3]);
        Recorder recorder;
        Model model;
        std::vector<std::uint32_t> frames;
        for (const std::size_t index : order) {
          const Octets packet = v6 ? piece6(payload, cuts[index]) : piece4(payload, cuts[index]);
          const bool complete = model.add(payload, cuts[index]);
          recorder.feed(packet);
          frames.push_back(recorder.frame);
          REQUIRE(recorder.seen.size() == (complete ? 1 : 0));
          if (copies && !complete) recorder.feed(packet);
        }
        const Seen& seen = recorder.seen[0];
        CHECK(seen.bytes == payload);
        CHECK(seen.frames == frames);
        CHECK(seen.datagram.frame == frames.back());
        CHECK(seen.datagram.ip.fragments == 4);
        CHECK(seen.datagram.ip.packet_octets == (v6 ? 40 : 20) + 108);
        CHECK(seen.datagram.ip.largest_piece == (v6 ? 48 : 20) + 48);
        CHECK(seen.datagram.ip.identification == (v6 ? 0xabcdef01 : 0x1234));
        CHECK_FALSE(seen.datagram.ip.dont_fragment);
        recorder.stack.finish();
        CHECK(recorder.seen.size() == 1);
        CHECK(recorder.stack.facts().ipsec_packets == recorder.frame);
      } while (std::next_permutation(order.begin(), order.end()));
    }
  }
}

TEST_CASE("TTL, traffic class and DF are those of the first fragment") {
  const Octets payload = esp(1, 2, 24);
  Octets first = piece4(payload, {0, 16}, {.dont_fragment = true});
  first[1] = 0x28;
  first[8] = 31;
  Recorder recorder;
  recorder.feed(piece4(payload, {16, 32})).feed(first);
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].datagram.ip.ttl == 31);
  CHECK(recorder.seen[0].datagram.ip.traffic_class == 0x28);
  CHECK(recorder.seen[0].datagram.ip.dont_fragment);
}

TEST_CASE("AH gets the header as it was before fragmentation") {
  const Octets payload = ah(50, 0xa1, 5, esp(0xe5, 6));
  Recorder four;
  const Ip4 facts{.protocol = 51, .dont_fragment = true, .options = {1, 1, 1, 0}};
  four.feed(piece4(payload, {24, 56}, facts)).feed(piece4(payload, {0, 24}, facts));
  REQUIRE(four.seen.size() == 2);
  CHECK(four.seen[0].ip_header == part(ip4(facts, payload), 0, 24));
  CHECK(four.seen[0].bytes == payload);
  CHECK(four.seen[1].bytes == esp(0xe5, 6));

  Recorder six;
  for (const Cut cut : {Cut{0, 24}, Cut{24, 56}})
    six.feed(ip6(0, extension(44, fragment6(51, cut.begin, cut.end != 56, 9,
                                            part(payload, cut.begin, cut.end - cut.begin)))));
  REQUIRE(six.seen.size() == 2);
  CHECK(six.seen[0].ip_header == part(ip6(0, extension(51, payload)), 0, 48));
}

TEST_CASE("options behind the Fragment header, cut inside them") {
  const Octets payload = extension(60, extension(17, udp(500, 500, ike(60))));
  Recorder recorder;
  recorder.feed(piece6(payload, {0, 8}, 60)).feed(piece6(payload, {8, 24}, 60));
  recorder.feed(piece6(payload, {24, 84}, 60));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].bytes == ike(60));
  CHECK(recorder.stack.facts().ipsec_packets == 3);
}

TEST_CASE("an atomic fragment is whole (RFC 6946)") {
  Recorder recorder;
  recorder.feed(ip6(44, fragment6(60, 0, false, 77, extension(50, esp(1, 2)))));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].bytes == esp(1, 2));
  CHECK(recorder.seen[0].frames.empty());
  CHECK(recorder.seen[0].datagram.ip.identification == 77);
  CHECK_FALSE(recorder.seen[0].datagram.ip.dont_fragment);
}

TEST_CASE("fragments are kept apart by addresses, identification and protocol") {
  const Octets payload = esp(1, 2, 24);
  const Octets message = ah(59, 3, 4, {});
  Recorder recorder;
  recorder.feed(piece4(payload, {0, 16}))
      .feed(piece4(payload, {16, 32}, {.identification = 1}))
      .feed(piece4(payload, {16, 32}, {.source_host = 5}))
      .feed(piece4(payload, {16, 32}, {.destination_host = 5}))
      .feed(piece4(message, {16, 24}, {.protocol = 51}));
  CHECK(recorder.seen.empty());
  recorder.feed(piece4(payload, {16, 32}));
  CHECK(recorder.seen.size() == 1);
}

TEST_CASE("IKE in fragments, and its copy") {
  const Octets payload = udp(500, 500, ike(100));
  const Octets first = piece4(payload, {0, 56}, {.protocol = 17});
  const Octets last = piece4(payload, {56, 108}, {.protocol = 17});
  Recorder recorder;
  recorder.feed(first).feed(last).feed(first).feed(last);
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].bytes == ike(100));
  CHECK(recorder.seen[1].bytes == ike(100));
  CHECK(recorder.seen[1].frames == std::vector<std::uint32_t>{3, 4});
  CHECK(recorder.seen[0].datagram.path.source_port == 500);
  // A late copy of one fragment is no packet that stayed incomplete.
  recorder.feed(last);
  recorder.stack.finish();
  CHECK(recorder.seen.size() == 2);
}

TEST_CASE("the snap length cuts fragments") {
  const Octets payload = esp(1, 2, 56);
  const Octets first = piece4(payload, {0, 40});
  const Octets last = piece4(payload, {40, 64});
  Recorder recorder;
  recorder.feed(first).feed(part(last, 0, 30), 101, 14);
  recorder.feed(part(first, 0, 44), 101, 16).feed(last);
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].bytes == part(payload, 0, 50));
  CHECK(recorder.seen[0].datagram.cut_octets == 14);
  CHECK(recorder.seen[1].bytes == part(payload, 0, 24));
  CHECK(recorder.seen[1].datagram.cut_octets == 40);
  CHECK(recorder.stack.facts().malformed_packets == 0);
}

TEST_CASE("fragments that no sender makes") {
  Recorder recorder;
  recorder.feed(ip4({.more = true}, counting(12)))
      .feed(ip4({.more = true}, {}))
      .feed(ip4({.offset = 65'528}, counting(9)))
      .feed(ip6(44, {50, 0, 0, 1, 0, 0}));
  CHECK(recorder.stack.facts().malformed_packets == 4);
  // Together with its header this one is larger than IPv4 allows.
  recorder.feed(ip4({.more = true}, counting(32'000)))
      .feed(ip4({.more = true, .offset = 32'000}, counting(32'000)))
      .feed(ip4({.offset = 64'000}, counting(1'520)));
  CHECK(recorder.stack.facts().malformed_packets == 5);
  recorder.stack.finish();
  CHECK(recorder.seen.empty());
}

TEST_CASE("a Fragment header inside what was fragmented") {
  const Octets payload = fragment6(50, 0, true, 3, esp(1, 2, 24));
  Recorder recorder;
  const Octets wrapped = extension(44, payload);
  recorder.feed(piece6(wrapped, {0, 24}, 60)).feed(piece6(wrapped, {24, 48}, 60));
  recorder.stack.finish();
  CHECK(recorder.seen.empty());
}

}  // namespace
}  // namespace espect::test
