// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/inner_datagrams.h"

#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/inner_packet.h"
#include "tests/support/played_ike.h"

namespace espect::test::inner_datagrams_test {
namespace {

keys::SaKeys row(std::uint32_t spi, std::uint8_t fill) {
  keys::SaKeys row;
  row.spi = spi;
  row.encr = 20;
  row.encr_key = secret(fill, 36);
  return row;
}

// ESP 0x200 inside ESP 0x100, each with a key of its own.
struct Nested {
  Nested() {
    bench.ring.add(row(0x100, 7));
    bench.ring.add(row(0x200, 8));
  }
  Octets inside(std::uint64_t sequence) {
    return sealed_esp(inner, 0x200, sequence, false, inner_ipv4(inner_udp(20)), 4);
  }
  Nested& send(std::uint64_t sequence, const Octets& payload, std::uint8_t next_header) {
    bench.esp(true, sealed_esp(outer, 0x100, sequence, false, payload, next_header));
    return *this;
  }

  AuditBench bench{with_keys};
  crypto::PacketCipher outer = ike_cipher(secret(7, 36));
  crypto::PacketCipher inner = ike_cipher(secret(8, 36));
};

TEST_CASE("ESP inside ESP is a flow of its own, opened with its own key") {
  Nested nested;
  SECTION("in tunnel mode") {
    nested.send(1, inner_ipv4(nested.inside(1), 50), 4)
        .send(2, inner_ipv4(nested.inside(3), 50), 4);
    CHECK(to_text(nested.bench.flow(2).path.destination) == "192.168.2.1");
  }
  SECTION("in transport mode") {
    nested.send(1, nested.inside(1), 50).send(2, nested.inside(3), 50);
    CHECK(nested.bench.flow(2).path.destination == nested.bench.flow(1).path.destination);
  }
  REQUIRE(nested.bench.flow_count() == 2);
  CHECK(nested.bench.flow(2).spi == 0x200);
  CHECK(nested.bench.flow(2).icv_ok == 2);
  CHECK(nested.bench.flow(2).numbers.lost() == 1);
  CHECK(nested.bench.flow(2).first_frame == 1);
  CHECK(nested.bench.inner.size() == 4);  // two of each
  CHECK(nested.bench.inner.back().octets == inner_ipv4(inner_udp(20)));
  CHECK(nested.bench.sessions().facts().datagrams == 2);
}

TEST_CASE("ESP is looked for to a depth, and not in what only looks like it") {
  Nested nested;
  const auto wrapped = [&](Octets packet, int layers) {
    for (int layer = 0; layer < layers; ++layer)
      packet = sealed_esp(nested.outer, 0x100, static_cast<std::uint64_t>(100 - layer), false,
                          packet, 50);
    return packet;
  };
  nested.bench.esp(true, wrapped(nested.inside(1), 3));
  CHECK(nested.bench.flow_count() == 2);
  nested.bench.esp(true, wrapped(nested.inside(2), 8));
  CHECK(nested.bench.flow(2).packets == 1);
  nested.send(200, {1, 2, 3}, 50).send(201, {1, 2, 3}, 4);
  CHECK(nested.bench.flow_count() == 2);
  nested.bench.end();
  CHECK(nested.bench.sessions().facts().inner_not_read.too_deep == 1);
  CHECK(nested.bench.sessions().facts().inner_not_read.all() == 1);
}

}  // namespace
}  // namespace espect::test::inner_datagrams_test
