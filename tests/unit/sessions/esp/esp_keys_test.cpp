// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_keys.h"

#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"
#include "tests/unit/sessions/esp/esp_sender.h"

namespace espect::test::esp_keys_test {
namespace {

TEST_CASE("the right key is found among wrong ones, and then kept") {
  Sender sender;
  for (const std::uint8_t fill : Octets{1, 2, 7, 3}) sender.with(row(fill));
  sender.send(1).send(2).forge(3).send(4);
  CHECK(sender.flow().icv_ok == 3);
  CHECK(sender.flow().icv_bad == 1);
  CHECK(sender.flow().numbers.lost() == 1);
  CHECK(sender.flow().algorithms->encr == 20);
  CHECK(sender.flow().algorithms->encr_key_octets == 32);
  CHECK(sender.bench.icv_failed == 1);
}

TEST_CASE("without the right key nothing is bad, it is undecided") {
  Sender sender;
  sender.with(row(1)).with(row(2)).send(1).send(2);
  CHECK(sender.flow().icv_ok == 0);
  CHECK(sender.flow().icv_bad == 0);
  CHECK(sender.flow().undecided == 2);
  CHECK(sender.flow().no_key() == 2);
  CHECK(sender.bench.icv_failed == 0);
  CHECK(sender.flow().numbers.highest == 2);  // as on the wire
  CHECK(sender.why_closed() == "the keys that were given for it verify none of them");
}

TEST_CASE("why a flow stays closed") {
  Sender no_key;
  no_key.send(1);
  CHECK(no_key.why_closed() == "no key source names it");
  Sender no_cipher;
  keys::SaKeys without = row(7);
  without.encr.reset();
  no_cipher.with(without).send(1);
  CHECK(no_cipher.why_closed() == "neither the key source nor the capture says its cipher");
  Sender no_integrity;
  keys::SaKeys cbc = row(7);
  cbc.encr = 12;
  cbc.encr_key = secret(7, 32);
  no_integrity.with(cbc).send(1);
  CHECK(no_integrity.why_closed() ==
        "no integrity key is given, and under its encryption key nothing reads as a packet");
  Sender wrong_length;
  keys::SaKeys too_short = row(0xab);
  too_short.encr_key = secret(0xab, 11);
  wrong_length.with(too_short).send(1);
  const auto why = wrong_length.why_closed();
  CHECK(why != "no key source names it");
  CHECK(why.find("abab") == std::string::npos);
}

TEST_CASE("forged packets before the first verified one count as bad after it") {
  Sender sender;
  sender.with(row(7)).forge(1).forge(900);
  CHECK(sender.flow().icv_bad == 0);
  sender.send(2);
  CHECK(sender.flow().icv_ok == 1);
  CHECK(sender.flow().icv_bad == 2);
  CHECK(sender.flow().numbers.lowest == 2);  // what was counted before is not authentic
  CHECK(sender.flow().numbers.highest == 2);
}

TEST_CASE("forged packets do not move the sequence state") {
  Sender sender;
  sender.esn = true;
  sender.with(row(7, true)).send(10).forge(0xf000'0000).forge(5000).send(11);
  CHECK(sender.flow().numbers.highest == 11);
  CHECK(sender.flow().numbers.lost() == 0);
  CHECK(sender.flow().numbers.left_of_window == 0);
  CHECK(sender.bench.icv_failed == 2);
}

TEST_CASE("the window of the key source decides what is left of it") {
  const auto left_of_window = [](std::optional<std::uint32_t> window) {
    Sender sender;
    auto keys = row(7);
    keys.window = window;
    sender.with(keys).send(1).send(200).send(150).send(2);
    return sender.flow().numbers.left_of_window;
  };
  CHECK(left_of_window(std::nullopt) == 2);  // 32, the least of RFC 4303
  CHECK(left_of_window(128) == 1);
  CHECK(left_of_window(1024) == 0);
  CHECK(left_of_window(0) == 0);  // anti-replay is off
}

TEST_CASE("behind NAT the row of other addresses serves") {
  Sender sender;
  auto keys = row(7);
  keys.source = {address("192.168.7.7"), 32};
  keys.destination = {bob, 32};
  sender.bench.alice_seen = address("203.0.113.5");
  sender.with(keys).send(1).send(2);
  CHECK(sender.flow().icv_ok == 2);
}

TEST_CASE("one SPI at two destinations has two keys") {
  Sender sender;
  auto to_bob = row(7);
  to_bob.destination = {bob, 32};
  auto to_alice = row(8);
  to_alice.destination = {alice, 32};
  sender.with(to_alice).with(to_bob).send(1);
  auto back = ike_cipher(secret(8, 36));
  sender.bench.esp(false, sealed_esp(back, spi, 1, false, Octets(40, 1), 6));
  REQUIRE(sender.bench.flow_count() == 2);
  CHECK(sender.bench.flow(1).icv_ok == 1);
  CHECK(sender.bench.flow(2).icv_ok == 1);
}

TEST_CASE("an SPI that is keyed anew is another flow, and packets of both keys may mix") {
  Sender sender;
  sender.with(row(7)).with(row(8)).send(1).send(2);
  auto anew = ike_cipher(secret(8, 36));
  const auto send_anew = [&](std::uint64_t sequence) {
    sender.bench.esp(true, sealed_esp(anew, spi, sequence, false, Octets(40, 1), 6));
  };
  send_anew(1);
  sender.send(3);
  send_anew(2);
  REQUIRE(sender.bench.flow_count() == 2);
  CHECK(sender.bench.flow(1).icv_ok == 3);
  CHECK(sender.bench.flow(2).icv_ok == 2);
  CHECK(sender.bench.flow(2).keyed_before == 1);
  CHECK(sender.bench.flow(1).numbers.duplicates + sender.bench.flow(2).numbers.duplicates == 0);
  CHECK(sender.bench.icv_failed == 0);
  sender.forge(4);
  CHECK(sender.bench.icv_failed == 1);
}

TEST_CASE("other keys are tried on packets that fail until so many tries were in vain") {
  Sender sender;
  sender.with(row(7)).with(row(8)).send(1);
  for (std::uint64_t sequence = 2; sequence <= 4098; ++sequence) sender.forge(sequence);
  auto anew = ike_cipher(secret(8, 36));
  sender.bench.esp(true, sealed_esp(anew, spi, 1, false, Octets(40, 1), 6));
  CHECK(sender.bench.flow_count() == 1);
  CHECK(sender.bench.icv_failed == 4096);  // the others may have another key
  CHECK(sender.bench.end().flow().why_closed.starts_with("so many packets failed under its key"));
}

TEST_CASE("a packet that the snap length cut is judged by nobody") {
  Sender sender;
  sender.with(row(7)).send(1);
  sender.bench.snap_length = 80;
  sender.send(2).send(4);
  sender.bench.snap_length = SIZE_MAX;
  sender.send(5);
  CHECK(sender.flow().icv_ok == 2);
  CHECK(sender.flow().icv_bad == 0);
  CHECK(sender.flow().undecided == 0);
  CHECK(sender.flow().not_judgeable == 2);
  CHECK(sender.flow().numbers.lost() == 1);  // as on the wire
  CHECK(sender.flow().linux_receiver->icv_failed == 0);
  CHECK(sender.flow().octets == 4 * sender.packet(1).size());
  CHECK(sender.bench.icv_failed == 0);
}

TEST_CASE("what packets look like that do not verify is judged at the end") {
  Sender sender;
  sender.with(row(7)).send(1).send(2);
  sender.forge(3).forge(4);  // two in a row, damaged
  sender.send(5).forge(2).forge(90'000);
  Octets flipped = sender.packet(6);
  flipped[5] ^= 0x10;  // of the sequence number
  sender.bench.esp(true, flipped);
  sender.send(7);
  const auto& failures = sender.bench.end().flow().failures;
  CHECK(failures.corrupted == 3);
  CHECK(failures.changed_copies == 1);
  CHECK(failures.forged == 1);
  CHECK(failures.numbers_damaged == 3);
  CHECK(failures.first == sessions::FailureLooks::corrupted);
}

TEST_CASE("a packet that does not verify is forged when the sender used its number later") {
  Sender sender;
  sender.with(row(7)).send(1).forge(3).forge(3).send(2).send(3);
  const auto& failures = sender.bench.end().flow().failures;
  CHECK(failures.forged == 2);
  CHECK(failures.changed_copies + failures.corrupted == 0);
}

TEST_CASE("encryption and integrity of their own, also truncated as Linux did") {
  const auto truncated = GENERATE(std::size_t{0}, std::size_t{12});
  Sender sender;
  const auto encr_key = secret(7, 16);
  const auto integ_key = secret(8, 32);
  sender.cipher = std::move(*crypto::PacketCipher::of(12, encr_key, 12, integ_key, truncated));
  keys::SaKeys keys;
  keys.spi = spi;
  keys.encr = 12;
  keys.integ = 12;
  keys.encr_key = encr_key;
  keys.integ_key = integ_key;
  if (truncated != 0) keys.icv_octets = static_cast<std::uint16_t>(truncated);
  sender.with(keys).send(1).forge(2).send(3);
  CHECK(sender.flow().icv_ok == 2);
  CHECK(sender.flow().icv_bad == 1);
}

TEST_CASE("what the snap length cut is not verified, and a packet of header only neither") {
  Sender sender;
  sender.with(row(7)).send(1);
  for (std::size_t size = 8; size < 40; ++size)
    sender.bench.esp(true, test::part(sender.packet(2), 0, size));
  CHECK(sender.flow().icv_ok == 1);
  CHECK(sender.flow().icv_bad == 32);
}

TEST_CASE("keys that IKE gives after the first packets open the later ones") {
  AuditBench bench{with_keys};
  PlayedIke ike(bench);
  bench.ring.add(ike_secret(0, secret(5)));
  const ChildPlan plan;
  ike.init(secret(5));
  const auto keymat = ike.keymat(plan);
  auto cipher = ike_cipher(keymat.encr_i);
  const auto send = [&](std::uint32_t sequence) {
    bench.esp(true, sealed_esp(cipher, plan.spi_r, sequence, false, Octets(40, 1), 6));
  };
  send(1);
  send(2);
  CHECK(bench.flow().icv_ok == 0);
  CHECK(bench.flow().undecided == 0);
  ike.auth(plan);
  send(3);
  send(4);
  CHECK(bench.flow().icv_ok == 2);
  CHECK(bench.flow().icv_bad == 0);
  CHECK(bench.flow().no_key() == 2);
  CHECK(bench.flow().child_sa == 1);
  CHECK(bench.flow().numbers.lowest == 3);
}

TEST_CASE("a flow without keys is told its Child SA by SPI and address at the end") {
  AuditBench bench{with_keys};
  PlayedIke ike(bench);
  bench.ring.add(ike_secret(0, secret(5)));
  ChildPlan plan;
  ike.init(secret(5)).auth(plan);
  auto other = ike_cipher(secret(99, 36));
  bench.esp(true, sealed_esp(other, plan.spi_r, 1, false, Octets(40, 1), 6));
  bench.esp(true, sealed_esp(other, plan.spi_i, 1, false, Octets(40, 1), 6));  // wrong way
  bench.end();
  CHECK(bench.flow(1).child_sa == 1);
  CHECK(bench.flow(1).icv_ok == 0);
  CHECK(bench.flow(2).child_sa == 0);
}

}  // namespace
}  // namespace espect::test::esp_keys_test
