// SPDX-License-Identifier: GPL-2.0-or-later
#include <malloc.h>

#include "plugin/audit/capture_audit.h"
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

using namespace espect;
using namespace espect::test;
using espect::plugin::CaptureAudit;
using espect::plugin::IcvState;

namespace {

constexpr std::uint32_t spi = 0x100;
constexpr std::uint64_t epoch = std::uint64_t{1} << 32;

plugin::AuditSettings settings_with_key(bool esn) {
  keys::SaKeys row;
  row.spi = spi;
  row.encr = 20;
  row.encr_key = secret(7, 36);
  row.esn = esn;
  plugin::AuditSettings settings;
  settings.keys.ring.add(row);
  // The sealed packets repeat their IVs: marks of that finding would be counted as well.
  settings.selection = rules::Selection::of({{}, {"esp-iv-reused"}, {}}).value();
  return settings;
}

// ESP that alice seals for bob, a frame each; a capture file has the octets, the audit has not.
class SealedFeed {
 public:
  explicit SealedFeed(bool esn = false) : audit(settings_with_key(esn)), esn_(esn) {}

  const plugin::PacketResult* send(std::uint64_t sequence, std::size_t size = 40,
                                   bool forged = false) {
    auto& packet = packets_.emplace_back(sealed_esp(
        cipher_, spi, sequence, esn_, Octets(size, static_cast<std::uint8_t>(sequence)), 6));
    if (forged) packet.back() ^= 1;
    Datagram datagram;
    datagram.frame = static_cast<std::uint32_t>(packets_.size());
    datagram.time = at(datagram.frame * 0.01);
    datagram.path.source = alice;
    datagram.path.destination = bob;
    datagram.content = Esp{packet, spi, static_cast<std::uint32_t>(sequence)};
    return audit.take(datagram, packet);
  }
  const plugin::EspResult& again(std::uint32_t frame) {
    const auto* found = audit.find(frame, packets_[frame - 1]);
    REQUIRE(found != nullptr);
    return *found->esp;
  }
  void forget_octets() { Octets().swap(packets_.back()); }
  CaptureAudit audit;

 private:
  bool esn_;
  crypto::PacketCipher cipher_ = ike_cipher(secret(7, 36));
  std::deque<Octets> packets_;
};

}  // namespace

TEST_CASE("opened again: any packet at any time shows what it showed first") {
  SealedFeed feed;
  std::vector<std::vector<std::uint8_t>> first;
  for (const std::uint64_t number : {1U, 2U, 9U, 4U, 2U}) {
    const auto* result = feed.send(number);
    REQUIRE(result->esp->icv == IcvState::good);
    first.push_back(result->esp->plaintext);
  }
  feed.audit.finish();
  for (const std::uint32_t frame : {3U, 1U, 5U, 4U, 2U, 3U}) {
    const auto& esp = feed.again(frame);
    CHECK(esp.icv == IcvState::good);
    CHECK(esp.plaintext == first[frame - 1]);
    REQUIRE(esp.inner.size() == 1);
    CHECK(esp.inner.front().protocol == 6);
    CHECK(esp.iv_octets == 8);
    CHECK(esp.icv_octets == 16);
  }
  CHECK(feed.again(3).gap == 6);
  CHECK(feed.again(3).highest_in == 2);
  CHECK(feed.again(4).distance == 5);
  CHECK(feed.again(4).highest_in == 3);
  CHECK(feed.again(5).copy_of == 2);
}

TEST_CASE("opened again: what did not verify is not opened, and says so") {
  SealedFeed feed;
  feed.send(1);
  CHECK(feed.send(2, 40, true)->esp->icv == IcvState::bad);
  feed.send(3);
  const auto& forged = feed.again(2);
  CHECK(forged.icv == IcvState::bad);
  CHECK(forged.plaintext.empty());
  CHECK(forged.inner.empty());
  CHECK(feed.again(1).plaintext.size() > 40);
}

// The high half is not on the wire: the record has it.
TEST_CASE("opened again: extended sequence numbers behind a wrap") {
  SealedFeed feed(true);
  for (std::uint64_t number = epoch - 2; number < epoch + 3; ++number) feed.send(number);
  feed.audit.finish();
  for (std::uint32_t frame = 5; frame >= 1; --frame) {
    const auto& esp = feed.again(frame);
    CHECK(esp.sequence == epoch - 3 + frame);
    CHECK_FALSE(esp.plaintext.empty());
    CHECK(esp.begins_epoch == (frame == 3));
  }
}

TEST_CASE("opened again: octets that were not in the frame are nobody's") {
  SealedFeed feed;
  feed.send(1);
  feed.send(2);
  const Octets other(60, 9);
  CHECK(feed.audit.find(1, other) == nullptr);
  CHECK(feed.audit.find(7, other) == nullptr);
}

// Of each packet a record of 16 octets and the frame of its number; nothing of what is inside.
TEST_CASE("opened again: plaintexts are not kept") {
  constexpr std::size_t packet_octets = 400;
  constexpr std::size_t warm = 20000;  // what is bounded is full by then
  constexpr std::size_t packets = 10000;
  SealedFeed feed;
  const auto send = [&](std::uint64_t number) {
    feed.send(number, packet_octets);
    feed.forget_octets();
  };
  for (std::uint64_t number = 1; number <= warm; ++number) send(number);
  const auto before = mallinfo2().uordblks;
  for (std::uint64_t number = warm + 1; number <= warm + packets; ++number) send(number);
  const auto grown = mallinfo2().uordblks - before;
  INFO(grown);
  CHECK(grown < packets * 128);
}
