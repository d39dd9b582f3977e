// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

const Octets marker = {0, 0, 0, 0};

Octets in_udp(unsigned source, unsigned destination, const Octets& data,
              std::uint8_t source_host = 1) {
  return ip4({.protocol = 17,
              .source_host = source_host,
              .destination_host = static_cast<std::uint8_t>(3 - source_host)},
             udp(source, destination, data));
}

TEST_CASE("a message of IKE whose length fits is recognised on any port") {
  Recorder recorder;
  recorder.feed(in_udp(1500, 1500, ike())).feed(in_udp(14'500, 31'000, marker + ike()));
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].bytes == ike());
  CHECK_FALSE(recorder.seen[0].as<Ike>().non_esp_marker);
  CHECK(recorder.seen[0].datagram.path.source_port == 1500);
  CHECK(recorder.seen[0].datagram.path.encapsulation == Encapsulation::udp);
  CHECK(recorder.seen[1].bytes == ike());
  CHECK(recorder.seen[1].as<Ike>().non_esp_marker);
}

TEST_CASE("what is no whole message of IKE is not recognised") {
  const auto changed = [](std::size_t at, std::uint8_t to) {
    Octets message = ike();
    message[at] = to;
    return message;
  };
  Octets no_spi = ike();
  std::fill_n(no_spi.begin(), 8, std::uint8_t{0});
  for (const Octets& data : {part(ike(), 0, 39), ike() + Octets{0}, changed(16, 0), changed(16, 32),
                             changed(17, 0x30), changed(18, 33), changed(19, 0x48), no_spi,
                             marker + part(ike(), 0, 39), Octets{}, marker}) {
    Recorder recorder;
    recorder.feed(in_udp(53, 31'000, data));
    CHECK(recorder.seen.empty());
    CHECK(recorder.stack.facts().ipsec_packets == 0);
  }
}

TEST_CASE("ESP and keepalives are known where the marker was seen, both ways") {
  Recorder recorder;
  recorder
      .feed(in_udp(14'500, 31'000, esp(0xc1, 1)))  // too early
      .feed(in_udp(31'000, 14'500, marker + ike(), 2))
      .feed(in_udp(14'500, 31'000, esp(0xc1, 2)))
      .feed(in_udp(31'000, 14'500, esp(0xc2, 1), 2))
      .feed(in_udp(31'000, 14'500, {0xff}, 2))
      .feed(in_udp(14'500, 40'000, esp(0xc1, 3)))   // the NAT changed the port of the other end
      .feed(in_udp(15'500, 40'001, esp(0xc1, 4)));  // nobody's
  REQUIRE(recorder.seen.size() == 5);
  CHECK(recorder.seen[1].as<Esp>().sequence == 2);
  CHECK(recorder.seen[2].as<Esp>().spi == 0xc2);
  CHECK(recorder.seen[3].is<Keepalive>());
  CHECK(recorder.seen[4].as<Esp>().sequence == 3);
}

TEST_CASE("IKE without the marker makes no ESP of what else goes between its ports") {
  Recorder recorder;
  recorder.feed(in_udp(1500, 1500, ike())).feed(in_udp(1500, 1500, counting(60)));
  CHECK(recorder.seen.size() == 1);
}

TEST_CASE("ports that the user names are ports of IPsec from the first packet on") {
  ip::IpsecPorts ports;
  ports.name_ike(1500);
  ports.name_nat_traversal(14'500);
  CHECK(ports.kind_of({1500, 40'000}) == ip::PortKind::ike);
  CHECK(ports.kind_of({40'000, 1500}) == ip::PortKind::ike);
  CHECK(ports.kind_of({40'000, 14'500}) == ip::PortKind::nat_traversal);
  CHECK(ports.kind_of({14'500, 40'000}) == ip::PortKind::nat_traversal);
  CHECK(ports.kind_of({14'500, 1500}) == ip::PortKind::ike);
  CHECK(ports.kind_of({4500, 40'000}) == ip::PortKind::nat_traversal);
  CHECK(ports.kind_of({500, 500}) == ip::PortKind::ike);
  CHECK(ports.kind_of({4500, 500}) == ip::PortKind::ike);
  CHECK(ports.kind_of({53, 40'000}) == ip::PortKind::other);

  Recorder recorder(ports);
  const Octets quote = part(in_udp(14'500, 31'000, esp(0xc1, 9)), 0, 36);
  const Octets whole = udp(31'000, 14'500, esp(0xc1, 2, 40));
  recorder.feed(in_udp(31'000, 14'500, esp(0xc1, 1)))
      .feed(ip4({.protocol = 1}, icmp(3, 3, 0, quote)))
      .feed(ip4({.protocol = 17, .more = true}, part(whole, 0, 24)))
      .feed(ip4({.protocol = 17, .offset = 24}, part(whole, 24, whole.size() - 24)));
  REQUIRE(recorder.seen.size() == 3);
  CHECK(recorder.seen[0].as<Esp>().sequence == 1);
  CHECK(recorder.seen[1].as<IcmpError>().carried == Carried::esp);
  CHECK(recorder.seen[1].as<IcmpError>().spi == 0xc1);
  CHECK(recorder.seen[2].as<Esp>().sequence == 2);
  CHECK(recorder.seen[2].datagram.ip.fragments == 2);
}

}  // namespace
}  // namespace espect::test
