// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/writer.h"
#include "ipsec/rules/findings.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/sealed_ike.h"

// Rules that no recorded capture fires, because they need other octets under a right ICV: packets
// are sealed here and go through sessions and rules as captured ones do.
namespace espect::test::sealed_packets {
namespace {

constexpr std::uint32_t spi = 0x100;
constexpr std::int64_t second = 1'000'000'000;

class SealedBench {
 public:
  SealedBench() : sessions_(events_, &ring_) {
    rules::install_all(events_, findings_, *registry::builtin_policy("default"));
    keys::SaKeys row;
    row.spi = spi;
    row.encr = 20;
    row.encr_key = secret(7, 36);
    row.esn = false;
    ring_.add(row);
  }
  // The IV is the low octet of the number, eight times.
  SealedBench& esp(std::uint32_t sequence, const Octets& payload = Octets(40, 1),
                   std::uint8_t next_header = 6) {
    const auto packet = sealed_esp(cipher_, spi, sequence, false, payload, next_header);
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.time = {frame_ * second};
    datagram.path.source = alice;
    datagram.path.destination = bob;
    datagram.ip.identification = frame_;
    datagram.ip.packet_octets = datagram.ip.largest_piece =
        static_cast<std::uint32_t>(packet.size() + 20);
    datagram.content = Esp{packet, spi, sequence};
    sessions_.on(datagram);
    return *this;
  }
  // The only finding of the rule at the end; null when there is none.
  const rules::Finding* end(std::string_view rule) {
    sessions_.finish({frame_ * second});
    const rules::Finding* only = nullptr;
    for (const auto* finding : findings_.in_order())
      if (finding->rule->id == rule) only = finding;
    return only;
  }

 private:
  keys::KeyRing ring_;
  crypto::PacketCipher cipher_ = ike_cipher(secret(7, 36));
  sessions::Subscriptions events_;
  rules::Findings findings_;
  sessions::Sessions sessions_;
  std::uint32_t frame_ = 0;
};

// An AGGFRAG payload (RFC 9347 section 6.1) with `octets` of an IPv4 packet of `total` octets.
Octets aggfrag(std::uint16_t block_offset, std::size_t octets, std::uint16_t total) {
  Writer out;
  out.append(Octets{0, 0});
  out.number(block_offset);
  out.append(Octets(block_offset, 0));
  Octets block(octets, 0);
  if (octets >= 4) {
    block[0] = 0x45;
    block[2] = static_cast<std::uint8_t>(total >> 8);
    block[3] = static_cast<std::uint8_t>(total);
  }
  out.append(block);
  return out.release();
}

}  // namespace

TEST_CASE("sealed: esp-iv-reused counts each packet under an IV that was there before") {
  SealedBench bench;
  // 257 and 513 have the IV of 1, with other octets.
  const auto* finding =
      bench.esp(1).esp(2).esp(257).esp(258, Octets(44, 2)).esp(513).end("esp-iv-reused");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);  // 257, 258 and 513
  CHECK(finding->frames == std::vector<std::uint32_t>{3, 4, 5});
  SealedBench clean;
  CHECK(clean.esp(1).esp(2).esp(3).end("esp-iv-reused") == nullptr);
}

TEST_CASE("sealed: a replay of the same packet reuses no IV, it reuses its number") {
  SealedBench bench;
  bench.esp(1).esp(2).esp(1);
  const auto* reused = bench.end("esp-sequence-reused");
  REQUIRE(reused != nullptr);
  CHECK(reused->count == 1);
  CHECK(bench.end("esp-iv-reused") == nullptr);
}

TEST_CASE("sealed: esp-sequence-exhaustion when fifteen sixteenths of the numbers are used") {
  SealedBench near;
  const auto* finding = near.esp(1).esp(0xf000'0000).end("esp-sequence-exhaustion");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->severity == rules::Severity::medium);
  SealedBench far;
  CHECK(far.esp(1).esp(0xefff'ffff).end("esp-sequence-exhaustion") == nullptr);
}

TEST_CASE("sealed: iptfs-block-offset-broken when an inner packet does not go on where it must") {
  // 100 octets of which 60 come first: 40 are left, and the next block starts behind them.
  SealedBench whole;
  whole.esp(1, aggfrag(0, 60, 100), 144).esp(2, aggfrag(40, 0, 0), 144);
  CHECK(whole.end("iptfs-block-offset-broken") == nullptr);
  SealedBench broken;
  broken.esp(1, aggfrag(0, 60, 100), 144).esp(2, aggfrag(20, 0, 0), 144);
  const auto* finding = broken.end("iptfs-block-offset-broken");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
}

}  // namespace espect::test::sealed_packets
