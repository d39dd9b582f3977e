// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"

namespace espect::test::esp_readable {
namespace {

// ESP with NULL encryption around a UDP packet; `icv` octets that look like a MAC.
Octets null_packet(std::uint32_t sequence, std::uint8_t icv, std::uint8_t next_header = 17) {
  Octets packet{0xc0, 0xff, 0xee, 1, 0, 0, 0, static_cast<std::uint8_t>(sequence)};
  const Octets udp{0x13, 0xc4, 0x13, 0xc4, 0, 12, 0, 0, 'r', 'i', 'n', 'g'};
  packet.insert(packet.end(), udp.begin(), udp.end());
  packet.insert(packet.end(), {1, 2, 2, next_header});
  for (std::uint8_t i = 0; i < icv; ++i)
    packet.push_back(static_cast<std::uint8_t>(sequence * 31 + i * 57 + 3));
  return packet;
}

AuditBench& send(AuditBench& bench, int packets, std::uint8_t icv, std::uint8_t next_header = 17) {
  for (int i = 1; i <= packets; ++i)
    bench.esp(true, null_packet(static_cast<std::uint32_t>(i), icv, next_header));
  return bench.end(60);
}

}  // namespace

TEST_CASE("esp-readable fires on NULL encryption, by padding, next header and lengths") {
  for (const std::uint8_t icv : std::initializer_list<std::uint8_t>{12, 16, 32}) {
    AuditBench bench;
    send(bench, 8, icv);
    const auto* finding = bench.only("esp-readable");
    REQUIRE(finding != nullptr);
    CHECK(finding->evidence.number("icv_octets") == icv);
    CHECK(finding->certainty == rules::Certainty::inferred);
    CHECK(finding->sentence().find("in the clear (ENCR_NULL") != std::string::npos);
  }
}

TEST_CASE("esp-readable is silent on one packet, on ciphertext, and on headers that nobody uses") {
  AuditBench few;
  send(few, 1, 12);
  CHECK(few.silent("esp-readable"));
  AuditBench odd;
  send(odd, 8, 12, 200);
  CHECK(odd.silent("esp-readable"));
  AuditBench opaque;
  for (std::uint32_t i = 1; i <= 8; ++i) opaque.esp(0xc0ffee01, i);
  opaque.end(60);
  CHECK(opaque.silent("esp-readable"));
}

}  // namespace espect::test::esp_readable
