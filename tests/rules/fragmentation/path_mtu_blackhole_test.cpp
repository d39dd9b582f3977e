// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/fragmentation/stuck_segments.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::path_mtu_blackhole {
namespace {

struct Unanswered {
  sessions::IkeSa sa;
  Unanswered(std::uint32_t octets, std::uint32_t transmissions) {
    sa.id = 1;
    sa.initiator.address = alice;
    sa.responder.address = bob;
    sessions::Exchange small;
    small.largest_packet = 400;
    small.response_frame = 2;
    sessions::Exchange large;
    large.message_id = 1;
    large.largest_packet = octets;
    large.transmissions = transmissions;
    large.request_frames = {3, 4};
    sa.exchanges = {small, large};
  }
  sessions::ExchangeUnanswered event() const { return {sa, sa.exchanges[1], 30}; }
};

TEST_CASE("path-mtu-blackhole fires on a large request that was repeated in vain") {
  AuditBench bench;
  const Unanswered large(1492, 4);
  bench.tell(large.event());
  const auto* finding = bench.only("path-mtu-blackhole");
  REQUIRE(finding != nullptr);
  CHECK(finding->frames == std::vector<std::uint32_t>{3, 4});
}

TEST_CASE("path-mtu-blackhole is silent about small requests and where ICMP says why") {
  AuditBench small;
  const Unanswered request(400, 4);
  small.tell(request.event());
  CHECK(small.silent("path-mtu-blackhole"));
  AuditBench told;
  IcmpError error;
  error.quoted.source = alice;
  error.quoted.destination = bob;
  const Unanswered large(1492, 4);
  told.tell(sessions::IcmpErrorSeen{told.datagram(false), error}).tell(large.event());
  CHECK(told.silent("path-mtu-blackhole"));
}

TEST_CASE("path-mtu-blackhole is silent once ICMP errors were forgotten") {
  const auto told_of = [](AuditBench& bench, std::uint8_t last) {
    IcmpError error;
    const std::uint8_t octets[] = {192, 0, 2, last};
    error.quoted.source = Address::v4_from(octets);
    error.quoted.destination = bob;
    bench.tell(sessions::IcmpErrorSeen{bench.datagram(false), error});
  };
  const Unanswered large(1492, 4);
  AuditBench whole(TablesOf{2});
  told_of(whole, 1);
  told_of(whole, 2);
  whole.tell(large.event());
  CHECK(whole.only("path-mtu-blackhole") != nullptr);
  AuditBench full(TablesOf{2});
  for (std::uint8_t last = 1; last <= 3; ++last) told_of(full, last);
  full.tell(large.event());
  CHECK(full.silent("path-mtu-blackhole"));
}

// TCP from alice's net to bob's and back, inside ESP between alice and bob.
struct InnerTcp {
  AuditBench bench;
  sessions::EspFlow there = flow_that_saw({1});
  sessions::EspFlow back = flow_that_saw({1});
  std::uint32_t outer_overhead = 54;
  std::uint64_t sequence_number = 0;  // of ESP
  bool replayed = false;

  InnerTcp() {
    back.id = 2;
    std::swap(back.path.source, back.path.destination);
  }
  InnerTcp& segment(bool forward, std::uint32_t sequence, std::uint32_t acknowledged,
                    std::size_t data, std::uint16_t client_port = 40000) {
    std::vector<std::uint8_t> packet(40 + data, 0);
    const auto put = [&](std::size_t at, std::uint64_t value, std::size_t octets) {
      for (std::size_t i = 0; i < octets; ++i)
        packet[at + i] = static_cast<std::uint8_t>(value >> 8 * (octets - 1 - i));
    };
    put(0, 0x45, 1);
    put(2, packet.size(), 2);
    put(9, 6, 1);
    put(12, forward ? 0xc0a80107 : 0xc0a80207, 4);
    put(16, forward ? 0xc0a80207 : 0xc0a80107, 4);
    put(20, forward ? client_port : 80, 2);
    put(22, forward ? 80 : client_port, 2);
    put(24, sequence, 4);
    put(28, acknowledged, 4);
    put(32, 0x50, 1);
    put(33, 0x10, 1);
    const std::uint64_t number = replayed ? 1 : ++sequence_number;
    auto datagram = bench.datagram(forward);
    datagram.ip.packet_octets = static_cast<std::uint32_t>(packet.size()) + outer_overhead;
    bench.tell(sessions::InnerPacket{datagram, forward ? there : back, nullptr, number, 4, packet});
    return *this;
  }
  // The request is answered, the upload of 1400 octets is not; a ping in between is.
  InnerTcp& upload(std::size_t times, bool peer_alive = true) {
    segment(true, 100, 500, 200).segment(false, 500, 300, 0);
    for (std::size_t i = 0; i < times; ++i) {
      segment(true, 300, 500, 1400);
      if (peer_alive) segment(false, 9, 9, 0, 40001);
    }
    return *this;
  }
  const rules::Finding* end() {
    bench.end();
    return bench.only("path-mtu-blackhole");
  }
};

TEST_CASE("path-mtu-blackhole fires on TCP inside ESP whose large segments vanish") {
  InnerTcp tcp;
  const auto* finding = tcp.upload(4).end();
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::decrypted);
  CHECK(finding->count == 1);
  CHECK(finding->evidence.number("largest_packet_octets") == 1494);
  CHECK(finding->evidence.number("transmissions") == 4);
  CHECK(finding->evidence.number("largest_passed_octets") == 294);
  CHECK(finding->frames == std::vector<std::uint32_t>{3, 5, 7, 9});
  CHECK(finding->sentence().find("1494 octets was sent up to 4 times") != std::string::npos);
}

TEST_CASE("path-mtu-blackhole fires when the sender gave up and smaller segments passed") {
  InnerTcp tcp;
  tcp.upload(3).segment(true, 300, 500, 500).segment(false, 500, 800, 0);
  const auto* finding = tcp.end();
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("transmissions") == 3);
}

TEST_CASE("path-mtu-blackhole is silent about TCP that recovers, or is sent twice") {
  InnerTcp recovered;
  CHECK(recovered.upload(5).segment(false, 500, 1700, 0).end() == nullptr);
  InnerTcp twice;
  twice.upload(2);
  twice.replayed = true;  // copies of ESP packets are no transmissions of TCP
  for (int i = 0; i < 5; ++i) twice.segment(true, 300, 500, 1400);
  CHECK(twice.segment(false, 9, 9, 0, 40001).end() == nullptr);
}

TEST_CASE("path-mtu-blackhole is silent when packets as large pass on the same SA") {
  InnerTcp tcp;
  tcp.upload(4).segment(true, 1, 1, 1400, 40002).segment(false, 1, 1401, 0, 40002);
  CHECK(tcp.end() == nullptr);
}

TEST_CASE("path-mtu-blackhole is silent when everything stopped, and about small segments") {
  InnerTcp dead;
  CHECK(dead.upload(6, false).end() == nullptr);
  InnerTcp small;
  small.outer_overhead = 0;
  small.segment(true, 100, 500, 200).segment(false, 500, 300, 0);
  for (int i = 0; i < 5; ++i) small.segment(true, 300, 500, 900).segment(false, 9, 9, 0, 40001);
  CHECK(small.end() == nullptr);
}

TEST_CASE("path-mtu-blackhole is silent about ESP of which ICMP says why") {
  InnerTcp tcp;
  IcmpError error;
  error.quoted.source = alice;
  error.quoted.destination = bob;
  tcp.bench.tell(sessions::IcmpErrorSeen{tcp.bench.datagram(false), error});
  CHECK(tcp.upload(4).end() == nullptr);
}

TEST_CASE("fragments and damaged headers inside ESP are no TCP segments") {
  InnerTcp tcp;
  const auto datagram = tcp.bench.datagram(true);
  std::vector<std::uint8_t> packet(60, 0);
  packet[0] = 0x45;
  packet[3] = 60;
  packet[9] = 6;
  packet[32] = 0x50;
  const auto is_segment = [&](std::size_t size = 60) {
    return rules::inner_segment({datagram, tcp.there, nullptr, 1, 4, Bytes(packet).first(size)})
        .has_value();
  };
  CHECK(is_segment());
  for (std::size_t size = 0; size < 60; ++size) CHECK_FALSE(is_segment(size));
  packet[6] = 0x20;  // more fragments
  CHECK_FALSE(is_segment());
  packet[6] = 0;
  packet[32] = 0x40;  // data offset
  CHECK_FALSE(is_segment());
}

}  // namespace
}  // namespace espect::test::path_mtu_blackhole
