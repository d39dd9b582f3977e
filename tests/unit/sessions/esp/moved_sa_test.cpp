// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/findings.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/sealed_ike.h"

// SAs whose peer moves: MOBIKE (RFC 4555), or a NAT that gives another address.
namespace espect::test::moved_sa_test {
namespace {

constexpr std::uint32_t spi = 0x100;

Address at_net(std::uint8_t net) {
  const std::uint8_t octets[] = {10, net, 0, 10};
  return Address::v4_from(octets);
}

// Everything goes to and comes from the address that a test names.
class Road {
 public:
  explicit Road(bool keyed) : sessions_(events_, keyed ? &ring : nullptr) {
    rules::install_all(events_, findings_, *registry::builtin_policy("default"));
  }

  Road& key(std::uint8_t fill) {
    keys::SaKeys row;
    row.spi = spi;
    row.encr = 20;
    row.encr_key = secret(fill, 36);
    ring.add(row);
    return *this;
  }
  Road& esp(std::uint8_t to, std::uint32_t sequence, std::uint8_t key_fill = 7) {
    auto cipher = ike_cipher(secret(key_fill, 36));
    const auto packet = sealed_esp(cipher, spi, sequence, false, Octets(40, 1), 6);
    return on(at_net(1), at_net(to), Esp{packet, spi, sequence});
  }
  // The responder answers from here.
  Road& ike(std::uint8_t from, std::uint32_t message_id) {
    const auto message = encrypted(registry::exchange::informational, message_id, false, true);
    return on(at_net(from), at_net(1), Ike{message, false});
  }
  void end() { sessions_.finish({}); }

  const sessions::EspFlow& flow(std::uint32_t id) const { return sessions_.flows()[id - 1]; }
  std::uint64_t events_of(std::string_view rule) const {
    std::uint64_t count = 0;
    for (const auto* finding : findings_.in_order())
      if (finding->rule->id == rule) count += finding->count;
    return count;
  }

  keys::KeyRing ring;

 private:
  template <class Content>
  Road& on(const Address& from, const Address& to, const Content& content) {
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.time = {frame_ * std::int64_t{1'000'000'000}};
    datagram.path.source = from;
    datagram.path.destination = to;
    datagram.ip.identification = frame_;
    datagram.content = content;
    sessions_.on(datagram);
    return *this;
  }
  sessions::Subscriptions events_;
  rules::Findings findings_;
  sessions::Sessions sessions_;
  std::uint32_t frame_ = 0;
};

}  // namespace

TEST_CASE("an SA that moves is one by its key: numbers go on, counters are per destination") {
  Road road(true);
  road.key(7).esp(2, 1).esp(2, 2).esp(3, 5).esp(3, 4).esp(3, 2).esp(2, 6);
  road.end();
  const auto& here = road.flow(1);
  const auto& there = road.flow(2);
  CHECK(&there.sa() == &here);
  CHECK(here.numbers.highest == 6);
  CHECK(here.lost() == 1);  // 3
  CHECK(there.lost() == 0);
  CHECK(here.duplicates() == 0);
  CHECK(there.duplicates() == 1);  // 2 was seen at the other address
  CHECK(here.reordered() == 0);
  CHECK(there.reordered() == 1);
  CHECK(there.max_late() == 1);
  CHECK(here.lowest() == 1);
  CHECK(here.highest() == 6);
  CHECK(there.lowest() == 2);
  CHECK(there.highest() == 5);
  CHECK(here.packets == 3);
  CHECK(there.packets == 3);
  CHECK(road.events_of("esp-sequence-gap") == 1);
  CHECK(road.events_of("esp-sequence-reused") == 1);
}

TEST_CASE("an SA that goes to and fro loses nothing") {
  for (const bool keyed : {true, false}) {
    Road road(keyed);
    if (keyed) road.key(7);
    road.ike(2, 1).ike(3, 2);
    for (std::uint32_t i = 1; i <= 40; ++i) road.esp(i / 10 % 2 == 0 ? 2 : 3, i);
    road.end();
    CHECK(road.flow(1).lost() + road.flow(2).lost() == 0);
    CHECK(road.events_of("esp-sequence-gap") == 0);
    CHECK(road.events_of("esp-left-of-window") == 0);
  }
}

TEST_CASE("without keys an SA moves when its IKE SA was heard from both addresses") {
  Road road(false);
  road.ike(2, 1).esp(2, 1).esp(2, 2).ike(3, 2).esp(3, 3).esp(3, 1);
  road.end();
  CHECK(&road.flow(2).sa() == &road.flow(1));
  CHECK(road.flow(2).duplicates() == 1);
  CHECK(road.events_of("esp-sequence-reused") == 1);
}

TEST_CASE("two SAs with the same SPI at two receivers stay two") {
  Road road(false);
  road.ike(2, 1).esp(2, 1).esp(2, 2).esp(3, 1).esp(3, 2);
  road.end();
  CHECK(&road.flow(2).sa() == &road.flow(2));
  CHECK(road.events_of("esp-sequence-reused") == 0);

  Road keyed(true);
  keyed.key(7).key(8).ike(2, 1).ike(3, 2).esp(2, 1, 7).esp(3, 1, 8).esp(3, 2, 8).esp(2, 2, 7);
  keyed.end();
  CHECK(keyed.flow(1).icv_ok == 2);
  CHECK(keyed.flow(2).icv_ok == 2);
  CHECK(&keyed.flow(2).sa() == &keyed.flow(2));
  CHECK(keyed.events_of("esp-sequence-reused") == 0);
}

TEST_CASE("what does not verify at the new address does not count for the SA") {
  Road road(true);
  road.key(7).ike(2, 1).ike(3, 2).esp(2, 1).esp(2, 2).esp(3, 900, 9).esp(2, 3);
  road.end();
  CHECK(road.flow(1).numbers.highest == 3);
  CHECK(road.flow(1).lost() == 0);
  CHECK(&road.flow(2).sa() == &road.flow(2));
}

TEST_CASE("the replay window moves with the SA, the kernel's counters do not") {
  Road road(true);
  road.key(7).esp(2, 1).esp(2, 1).esp(3, 1).esp(3, 2);
  CHECK(road.flow(1).linux_receiver->replay == 1);
  CHECK(road.flow(2).linux_receiver->replay == 1);
}

}  // namespace espect::test::moved_sa_test
