// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/inner_packets.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/support/deflated.h"
#include "tests/support/sealed_ike.h"

namespace espect::test::inner_packets_test {
namespace {

using test::AuditBench;
using test::secret;
using test::with_keys;

constexpr std::uint32_t spi = 0x100;

// A tunnel from alice to bob whose key is known.
struct Tunnel {
  AuditBench bench{with_keys};
  crypto::PacketCipher cipher = test::ike_cipher(secret(7, 36));

  Tunnel() {
    keys::SaKeys row;
    row.spi = spi;
    row.encr = 20;
    row.encr_key = secret(7, 36);
    bench.ring.add(row);
  }
  Tunnel& esp(std::uint64_t sequence, std::uint8_t next_header, const Octets& payload) {
    bench.esp(true, test::sealed_esp(cipher, spi, sequence, false, payload, next_header));
    return *this;
  }
  std::vector<Octets> packets() const {
    std::vector<Octets> packets;
    for (const auto& inner : bench.inner) packets.push_back(inner.octets);
    return packets;
  }
};

Octets aggfrag(unsigned offset, const Octets& blocks) {
  return Octets{0, 0} + u16(offset) + blocks;
}

const Octets four = ip4({.protocol = 17}, counting(60));
const Octets six = ip6(17, counting(33));

TEST_CASE("tunnel mode gives IP packets without TFC padding") {
  Tunnel tunnel;
  tunnel.esp(1, 4, four).esp(2, 41, six + Octets(100, 0));
  REQUIRE(tunnel.bench.inner.size() == 2);
  CHECK(tunnel.bench.inner[0].protocol == 4);
  CHECK(tunnel.bench.inner[0].sequence == 1);
  CHECK(tunnel.bench.inner[1].protocol == 41);
  CHECK(tunnel.packets() == std::vector<Octets>{four, six});
}

TEST_CASE("transport mode gives the payload of the upper layer") {
  Tunnel tunnel;
  tunnel.esp(1, 6, counting(44));
  REQUIRE(tunnel.bench.inner.size() == 1);
  CHECK(tunnel.bench.inner[0].protocol == 6);
  CHECK(tunnel.bench.inner[0].octets == counting(44));
}

TEST_CASE("dummy packets and packets that do not verify give nothing") {
  Tunnel tunnel;
  tunnel.esp(1, 59, counting(44)).esp(2, 4, four);
  Octets forged = test::sealed_esp(tunnel.cipher, spi, 3, false, six, 41);
  forged[20] ^= 1;
  tunnel.bench.esp(true, forged);
  CHECK(tunnel.packets() == std::vector<Octets>{four});
}

TEST_CASE("an authentic ESP packet with a pad length that does not fit gives nothing") {
  Tunnel tunnel;
  const Octets payload = Octets(10, 1) + Octets{200, 4};
  const auto body = tunnel.cipher.seal_esp(spi, 1, std::nullopt, Octets(8, 1), payload);
  tunnel.bench.esp(true, u32(spi) + u32(1) + body);
  CHECK(tunnel.bench.flow().icv_ok == 1);
  CHECK(tunnel.bench.inner.empty());
}

TEST_CASE("IPComp is taken off") {
  Tunnel tunnel;
  tunnel.esp(1, 108, ipcomp(4, 2, four)).esp(2, 108, ipcomp(17, 2, counting(300)));
  tunnel.esp(3, 108, ipcomp(108, 2, ipcomp(4, 2, four)));  // RFC 3173 section 2: once
  tunnel.esp(4, 108, Octets(30, 0xff)).esp(5, 4, four);
  REQUIRE(tunnel.bench.inner.size() == 3);
  CHECK(tunnel.packets() == std::vector<Octets>{four, counting(300), four});
  CHECK(tunnel.bench.inner[0].protocol == 4);
  CHECK(tunnel.bench.inner[1].protocol == 17);
  CHECK(tunnel.bench.inner[2].sequence == 5);
  tunnel.bench.end();
  CHECK(tunnel.bench.sessions().facts().inner_not_read.ipcomp == 2);
}

TEST_CASE("AGGFRAG puts an inner packet together over several ESP packets") {
  Tunnel tunnel;
  tunnel.esp(1, 144, aggfrag(0, four + part(six, 0, 10)))
      .esp(2, 144, aggfrag(63, part(six, 10, 40)))
      .esp(3, 144, aggfrag(23, part(six, 50, 23) + four + Octets(9, 0)));
  CHECK(tunnel.packets() == std::vector<Octets>{four, six, four});
  CHECK(tunnel.bench.inner[0].protocol == 4);
  CHECK(tunnel.bench.inner[1].protocol == 41);
  CHECK(tunnel.bench.inner[1].sequence == 3);  // it was completed there
}

TEST_CASE("AGGFRAG payloads that come out of order wait for each other") {
  Tunnel tunnel;
  tunnel.esp(1, 144, aggfrag(0, part(four, 0, 30)))
      .esp(3, 144, aggfrag(0, six))
      .esp(2, 144, aggfrag(50, part(four, 30, 50)));
  CHECK(tunnel.packets() == std::vector<Octets>{four, six});
}

TEST_CASE("at the end what waits for a lost AGGFRAG payload is told") {
  Tunnel tunnel;
  tunnel.esp(1, 144, aggfrag(0, four)).esp(3, 144, aggfrag(0, six)).esp(4, 144, aggfrag(0, four));
  CHECK(tunnel.packets() == std::vector<Octets>{four});
  tunnel.bench.end();
  CHECK(tunnel.packets() == std::vector<Octets>{four, six, four});
}

TEST_CASE("a copy of an AGGFRAG packet gives no inner packet twice") {
  Tunnel tunnel;
  tunnel.esp(1, 144, aggfrag(0, four)).esp(1, 144, aggfrag(0, four)).esp(2, 144, aggfrag(0, six));
  tunnel.bench.end();
  CHECK(tunnel.packets() == std::vector<Octets>{four, six});
}

TEST_CASE("two AGGFRAG tunnels do not share their pieces") {
  Tunnel tunnel;
  keys::SaKeys row;
  row.spi = spi + 1;
  row.encr = 20;
  row.encr_key = secret(8, 36);
  tunnel.bench.ring.add(row);
  auto back = test::ike_cipher(secret(8, 36));
  const auto send_back = [&](std::uint64_t sequence, const Octets& payload) {
    tunnel.bench.esp(false, test::sealed_esp(back, spi + 1, sequence, false, payload, 144));
  };
  tunnel.esp(1, 144, aggfrag(0, part(four, 0, 30)));
  send_back(1, aggfrag(0, part(six, 0, 30)));
  tunnel.esp(2, 144, aggfrag(50, part(four, 30, 50)));
  send_back(2, aggfrag(43, part(six, 30, 43)));
  CHECK(tunnel.packets() == std::vector<Octets>{four, six});
}

}  // namespace
}  // namespace espect::test::inner_packets_test
