// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/key_ring.h"

#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

AddressPattern pattern(const char* text, std::uint8_t bits) {
  return {*address_from(text), bits};
}

SaKeys sa(const char* source, const char* destination, std::uint8_t key) {
  SaKeys keys;
  keys.spi = 0xc0ffee01;
  keys.source = pattern(source, 32);
  keys.destination = pattern(destination, 32);
  keys.encr = 20;
  keys.encr_key.assign(20, key);
  return keys;
}

IkeKeys ike(std::uint8_t key) {
  IkeKeys keys;
  keys.spi_i = 1;
  keys.spi_r = 2;
  keys.ei.assign(36, key);
  keys.er.assign(36, static_cast<std::uint8_t>(key + 1));
  return keys;
}

TEST_CASE("a pattern matches addresses") {
  struct Row {
    AddressPattern pattern;
    const char* address;
    bool matches;
  };
  const Row rows[] = {
      {{}, "10.1.0.10", true},
      {{}, "fd00::1", true},
      {pattern("10.1.0.10", 32), "10.1.0.10", true},
      {pattern("10.1.0.10", 32), "10.1.0.11", false},
      {pattern("10.1.0.0", 16), "10.1.255.1", true},
      {pattern("10.1.0.0", 16), "10.2.0.1", false},
      {pattern("10.1.0.0", 15), "10.0.0.1", true},
      {pattern("10.1.0.128", 25), "10.1.0.127", false},
      {pattern("fd00::10", 128), "fd00::10", true},
      {pattern("fd00::10", 128), "fd00::11", false},
      {pattern("0.0.0.0", 1), "::", false},
  };
  for (const Row& row : rows) CHECK(row.pattern.matches(*address_from(row.address)) == row.matches);
}

TEST_CASE("what two hosts say about one SA becomes one entry") {
  KeyRing ring;
  SaKeys sender = sa("10.1.0.10", "10.2.0.10", 7);
  sender.esn = true;
  sender.sequence_high = 3;
  SaKeys receiver = sa("10.1.0.10", "10.2.0.10", 7);
  receiver.window = 32;
  receiver.mode = "tunnel";
  receiver.sequence_high = 1;
  SaKeys table = sa("10.1.0.10", "10.2.0.10", 7);
  table.source = {};
  ring.add(table);
  ring.add(sender);
  ring.add(receiver);
  REQUIRE(ring.all_sa_keys().size() == 1);
  const SaKeys& keys = ring.all_sa_keys().front();
  CHECK(keys.esn == true);
  CHECK(keys.window == 32u);
  CHECK(keys.mode == "tunnel");
  CHECK(keys.sequence_high == 1u);
  CHECK(keys.source.prefix_bits == 32);

  SECTION("other keys, protocol or ESN stay apart") {
    ring.add(sa("10.1.0.10", "10.2.0.10", 8));
    SaKeys ah = sa("10.1.0.10", "10.2.0.10", 7);
    ah.protocol = SaProtocol::ah;
    ring.add(ah);
    SaKeys other = sa("10.1.0.10", "10.2.0.10", 7);
    other.esn = false;
    ring.add(other);
    CHECK(ring.all_sa_keys().size() == 4);
  }
}

TEST_CASE("an SA is found by SPI, matching addresses first") {
  KeyRing ring;
  ring.add(sa("10.9.0.1", "10.2.0.10", 1));
  ring.add(sa("10.1.0.10", "10.2.0.10", 2));
  SaKeys any = sa("10.1.0.10", "10.2.0.10", 3);
  any.spi = 0xc0000000;
  any.spi_mask = 0xff000000;
  any.source = any.destination = {};
  ring.add(any);
  const auto found = ring.sa_keys(SaProtocol::esp, 0xc0ffee01, *address_from("10.1.0.10"),
                                  *address_from("10.2.0.10"));
  REQUIRE(found.size() == 3);
  CHECK(found[0]->encr_key[0] == 2);
  CHECK(found[1]->encr_key[0] == 3);
  CHECK(found[2]->encr_key[0] == 1);
  CHECK(ring.sa_keys(SaProtocol::ah, 0xc0ffee01, {}, {}).empty());
  CHECK(ring.sa_keys(SaProtocol::esp, 0xd0ffee01, {}, {}).empty());
}

TEST_CASE("the window of an SA crosses NAT") {
  KeyRing ring;
  ring.add(sa("10.1.0.10", "10.2.0.10", 1));
  SaKeys behind = sa("192.0.2.1", "10.2.0.10", 1);
  behind.window = 64;
  ring.add(behind);
  REQUIRE(ring.all_sa_keys().size() == 2);
  CHECK(ring.all_sa_keys()[0].window == 64u);
}

TEST_CASE("generations keep their order and repetitions are one") {
  KeyRing ring;
  ring.add(ike(1));
  ring.add(ike(3));
  ring.add(ike(1));
  IkeKeys more = ike(3);
  more.generation = 1;
  more.d.assign(32, 9);
  ring.add(more);
  const auto found = ring.ike_keys(1, 2);
  REQUIRE(found.size() == 2);
  CHECK(found[0]->ei[0] == 1);
  CHECK(found[1]->generation == 1u);
  CHECK(found[1]->d.size() == 32);
  CHECK(ring.ike_keys(2, 1).empty());

  SECTION("after a PPK only SK_d differs: a generation of its own") {
    IkeKeys ppk = ike(3);
    ppk.d.assign(32, 8);
    ring.add(ppk);
    CHECK(ring.ike_keys(1, 2).size() == 3);
  }
}

TEST_CASE("secrets and preshared keys") {
  KeyRing ring;
  CHECK(ring.empty());
  IkeSecret secret{1, 2, 1, {}, crypto::Secret(32, 1), {}};
  ring.add(secret);
  ring.add(secret);
  secret.secret[0] = 2;
  ring.add(secret);
  CHECK(ring.ike_secrets(1, 2, 1).size() == 2);
  CHECK(ring.ike_secrets(1, 2, 0).empty());
  ring.add(ChildSecret{7, {}, 0, {}, crypto::Secret(32, 1), {}});
  CHECK(ring.child_secrets(7, 0).size() == 1);
  CHECK(ring.child_secrets(7, 1).empty());
  ring.add(Ppk{crypto::Secret(32, 1), {}, {}, {}});
  ring.add(Ppk{crypto::Secret(32, 2), {}, std::pair<std::uint64_t, std::uint64_t>(1, 2), {}});
  ring.add(Ppk{crypto::Secret(32, 3), {}, std::pair<std::uint64_t, std::uint64_t>(5, 6), {}});
  const auto ppks = ring.ppks(1, 2);
  REQUIRE(ppks.size() == 2);
  CHECK(ppks[0]->ppk[0] == 2);
  CHECK(ppks[1]->ppk[0] == 1);
  CHECK_FALSE(ring.empty());
}

TEST_CASE("of one SPI so many keys are kept") {
  KeyRing ring;
  const auto add = [&ring](std::uint32_t number, std::uint32_t spi) {
    SaKeys keys;
    keys.spi = spi;
    keys.encr_key = crypto::Secret(16);
    for (std::size_t i = 0; i < 4; ++i)
      keys.encr_key[i] = static_cast<std::uint8_t>(number >> (8 * i));
    ring.add(keys);
    IkeKeys ike;
    ike.spi_i = ike.spi_r = spi;
    ike.ei = keys.encr_key;
    ring.add(ike);
  };
  for (std::uint32_t number = 0; number < KeyRing::most_of_one + 5; ++number) add(number, 1);
  add(0, 1);  // is there
  add(0, 2);
  CHECK(ring.all_sa_keys().size() == KeyRing::most_of_one + 1);
  CHECK(ring.all_ike_keys().size() == KeyRing::most_of_one + 1);
  CHECK(ring.turned_away() == 10);
}

}  // namespace
}  // namespace espect::keys
