// SPDX-License-Identifier: GPL-2.0-or-later
#include <random>

#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

// One packet per way through the stack. The sanitizers do the checking here.
std::vector<Octets> packets() {
  const Octets inner = ip4({.protocol = 51}, ah(4, 1, 2, ip4({}, esp(3, 4))));
  const Octets message = udp(500, 500, ike(60));
  return {
      ethernet(0x8100, vlan(0x0800, inner)),
      ethernet(0x86dd,
               ip6(0, extension(43, extension(51, ah(60, 1, 2, extension(50, esp(1, 2))))))),
      ethernet(0x0800, ip4({.protocol = 47}, u16(0xb000) + u16(0x0800) + counting(12) + inner)),
      ethernet(0x0800, ip4({.protocol = 17}, udp(4500, 4500, Octets(4, 0) + ike(60)))),
      ethernet(0x0800, ip4({.protocol = 17, .more = true}, part(message, 0, 32))),
      ethernet(0x0800, ip4({.protocol = 17, .offset = 32}, part(message, 32, 36))),
      ethernet(0x86dd, ip6(44, fragment6(60, 0, true, 5, extension(50, part(esp(1, 2), 0, 24))))),
      ethernet(0x86dd, ip6(44, fragment6(60, 32, false, 5, counting(20)))),
      ethernet(0x0800, ip4({.protocol = 1}, icmp(3, 4, 1400, ip4({.protocol = 17}, message)))),
      ethernet(0x86dd, ip6(58, icmp(2, 0, 1400, ip6(60, extension(51, ah(50, 1, 2, {})))))),
      ethernet(0x8864, Octets{0x11, 0, 0, 1, 0, 80, 0, 0x21} + inner),
  };
}

TEST_CASE("every truncation, by the sender and by the snap length") {
  std::uint64_t ipsec_packets = 0;
  for (const Octets& packet : packets()) {
    Recorder recorder;
    for (std::size_t size = 0; size <= packet.size(); ++size) {
      recorder.feed(part(packet, 0, size), 1);
      recorder.feed(part(packet, 0, size), 1, static_cast<std::uint32_t>(packet.size() - size));
    }
    recorder.stack.finish();
    ipsec_packets += recorder.stack.facts().ipsec_packets;
    for (const Seen& one : recorder.seen) CHECK(one.bytes.size() <= packet.size());
  }
  CHECK(ipsec_packets > 300);
}

TEST_CASE("random corruption") {
  std::mt19937 random(1);
  const auto all = packets();
  const std::uint16_t links[] = {1, 1, 1, 0, 9, 101, 108, 113, 228, 229, 276};
  Recorder recorder({.datagrams = 16, .octets = 200'000});
  for (int round = 0; round < 40'000; ++round) {
    Octets packet = all[random() % all.size()];
    const auto changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes; ++i)
      packet[12 + random() % (packet.size() - 12)] = static_cast<std::uint8_t>(random());
    if (random() % 4 == 0) packet.resize(random() % packet.size());
    recorder.time.nanoseconds += static_cast<std::int64_t>(random() % 1'000'000'000);
    recorder.feed(packet, links[random() % std::size(links)], random() % 3 == 0 ? 40 : 0);
  }
  recorder.stack.finish();
  CHECK(recorder.stack.facts().ipsec_packets > 1'000);
  CHECK(recorder.stack.facts().malformed_packets > 1'000);
  CHECK(recorder.seen.size() > 1'000);
}

}  // namespace
}  // namespace espect::test
