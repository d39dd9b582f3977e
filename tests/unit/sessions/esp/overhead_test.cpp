// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/overhead.h"

#include "tests/support/catch.h"
#include "tests/support/sealed_ike.h"

namespace espect::test::overhead_test {

using namespace sessions;

namespace {

ChildSa child_with(std::vector<Transform> transforms, ChildSaMode mode = ChildSaMode::tunnel) {
  ChildSa child;
  child.selection = {1, registry::protocol::esp, {}, std::move(transforms)};
  child.mode = mode;
  return child;
}

EspFlow flow_over(Encapsulation encapsulation, bool v6 = false) {
  EspFlow flow;
  flow.path.encapsulation = encapsulation;
  flow.path.destination = *address_from(v6 ? "fd00::1" : "10.2.0.10");
  flow.largest_piece = 1400;
  return flow;
}

constexpr std::uint16_t aes_cbc = 12, aes_gcm_16 = 20, sha256_128 = 12;

}  // namespace

// By hand, IPv4 and AES-GCM-16: 20 + 8 (SPI, number) + 8 (IV) + 2 + 16 (ICV) = 54, and at most
// 3 octets of padding.
TEST_CASE("overhead: tunnel mode with AES-GCM") {
  const auto child = child_with({{tt::encr, aes_gcm_16, 256}});
  const auto overhead = overhead_of(flow_over(Encapsulation::none), &child);
  REQUIRE(overhead.has_value());
  CHECK(overhead->least() == 54);
  CHECK(overhead->most() == 57);
  CHECK(overhead->outer_octets(84) == 140);      // 84 + 2 + 2 of padding = 88
  CHECK(overhead->largest_inner(1400) == 1346);  // 1400 - 52 = 1348, a multiple of 4, less 2
  CHECK(overhead->outer_octets(1346) == 1400);
  CHECK(overhead->outer_octets(1347) == 1404);
  CHECK(tcp_mss(1346, false) == 1306);
  CHECK(tcp_mss(1346, true) == 1286);
}

// 20 + 8 (UDP) + 8 + 16 (IV) + 2 + 16 (ICV) = 70, padded to 16.
TEST_CASE("overhead: AES-CBC with HMAC-SHA2-256 in UDP") {
  const auto child = child_with({{tt::encr, aes_cbc, 256}, {tt::integ, sha256_128}});
  const auto overhead = overhead_of(flow_over(Encapsulation::udp), &child);
  REQUIRE(overhead.has_value());
  CHECK(overhead->least() == 70);
  CHECK(overhead->most() == 85);
  CHECK(overhead->largest_inner(1400) == 1326);  // 1400 - 68 = 1332, 83 blocks are 1328, less 2
  CHECK(overhead->outer_octets(1326) == 1396);
  CHECK(overhead->outer_octets(1327) == 1412);
}

TEST_CASE("overhead: in transport mode the inner header is the outer one") {
  const auto child = child_with({{tt::encr, aes_gcm_16, 256}}, ChildSaMode::transport);
  const auto v4 = overhead_of(flow_over(Encapsulation::none), &child);
  const auto v6 = overhead_of(flow_over(Encapsulation::none, true), &child);
  REQUIRE((v4.has_value() && v6.has_value()));
  CHECK(v4->least() == 34);
  CHECK(v6->least() == 34);
  CHECK(v4->outer_octets(84) == 120);  // 64 + 2 = 66, padded to 68; 20 + 8 + 8 + 68 + 16
  CHECK(v6->largest_inner(1280) == 1246);
  CHECK(v6->outer_octets(1246) == 1280);
}

TEST_CASE("overhead: for every MTU the largest inner packet fits and the next one does not") {
  for (const auto& child :
       {child_with({{tt::encr, aes_gcm_16, 256}}),
        child_with({{tt::encr, aes_cbc, 128}, {tt::integ, sha256_128}}),
        child_with({{tt::encr, aes_cbc, 128}, {tt::integ, sha256_128}}, ChildSaMode::transport)}) {
    const auto overhead = overhead_of(flow_over(Encapsulation::udp), &child);
    REQUIRE(overhead.has_value());
    for (std::uint32_t mtu = 100; mtu < 1600; ++mtu) {
      const auto inner = overhead->largest_inner(mtu);
      CHECK(overhead->outer_octets(inner) <= mtu);
      CHECK(overhead->outer_octets(inner + 1) > mtu);
    }
    CHECK(overhead->largest_inner(40) == 0);
  }
}

TEST_CASE("overhead: nothing is said where packets have no size of their own") {
  const auto gcm = std::vector<Transform>{{tt::encr, aes_gcm_16, 256}};
  const auto tunnel = child_with(gcm);
  CHECK_FALSE(overhead_of(flow_over(Encapsulation::none), nullptr).has_value());
  CHECK_FALSE(overhead_of(flow_over(Encapsulation::tcp), &tunnel).has_value());
  for (const auto mode : {ChildSaMode::iptfs, ChildSaMode::beet}) {
    const auto child = child_with(gcm, mode);
    CHECK_FALSE(overhead_of(flow_over(Encapsulation::none), &child).has_value());
  }
  auto compressed = tunnel;
  compressed.ipcomp = true;
  CHECK_FALSE(overhead_of(flow_over(Encapsulation::none), &compressed).has_value());
  auto ah = flow_over(Encapsulation::none);
  ah.protocol = Protocol::ah;
  CHECK_FALSE(overhead_of(ah, &tunnel).has_value());
}

TEST_CASE("overhead: a key alone says it, and Next Header the mode") {
  for (const std::uint8_t next_header : Octets{4, 6}) {
    AuditBench bench{with_keys};
    keys::SaKeys row;
    row.spi = 0x100;
    row.encr = aes_gcm_16;
    row.encr_key = secret(7, 36);
    bench.ring.add(row);
    auto cipher = ike_cipher(secret(7, 36));
    bench.esp(true, sealed_esp(cipher, 0x100, 1, false, Octets(40, 1), next_header));
    const auto overhead = overhead_of(bench.flow(), nullptr);
    REQUIRE(overhead.has_value());
    CHECK(overhead->least() == (next_header == 4 ? 54 : 34));
  }
}

}  // namespace espect::test::overhead_test
