// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/opening_ahead.h"

#include <chrono>
#include <thread>

#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/unit/sessions/esp/esp_sender.h"

namespace espect::test::opening_ahead_test {
namespace {

struct Opened {
  std::uint32_t frame;
  std::uint32_t flow;
  std::uint64_t sequence;
  Octets plaintext;
  friend bool operator==(const Opened&, const Opened&) = default;
};

struct Heard {
  std::vector<Opened> opened;
  std::vector<std::uint32_t> failed;  // frames
  std::uint64_t elsewhere = 0;        // opened by another thread
  friend bool operator==(const Heard& a, const Heard& b) {
    return a.opened == b.opened && a.failed == b.failed;
  }
};

// A capture of ESP from alice to bob that is in memory as a whole, with the keys of it.
struct Capture {
  keys::KeyRing ring;
  std::vector<Octets> packets;

  Datagram datagram(std::size_t index, Bytes octets) const {
    Datagram datagram;
    datagram.frame = static_cast<std::uint32_t>(index + 1);
    datagram.time = at(static_cast<double>(index) * 0.01);
    datagram.path = {alice, bob};
    datagram.ip.packet_octets = static_cast<std::uint32_t>(octets.size() + 20);
    datagram.ip.identification = datagram.frame;
    datagram.content = Esp{octets, load(octets, 0), load(octets, 4)};
    return datagram;
  }
  static std::uint32_t load(Bytes octets, std::size_t at) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i) word = word << 8 | octets[at + i];
    return word;
  }
  ExpectedEsp expected(std::size_t index) const {
    return {static_cast<std::uint32_t>(index + 1), alice, bob, packets[index]};
  }

  // In windows of so many packets. `pause`: gives the other threads the time to be first.
  Heard hear(unsigned threads, std::size_t window, bool pause = false) const {
    Heard heard;
    sessions::Subscriptions events;
    events.to<sessions::EspOpened>([&](const auto& opened) {
      heard.opened.push_back({opened.datagram.frame, opened.flow.id, opened.sequence,
                              Octets(opened.plaintext.begin(), opened.plaintext.end())});
    });
    events.to<sessions::IcvFailed>(
        [&](const auto& failed) { heard.failed.push_back(failed.datagram.frame); });
    sessions::Sessions sessions(events, &ring);
    sessions.open_ahead(threads);
    for (std::size_t begin = 0; begin < packets.size(); begin += window) {
      const auto end = std::min(begin + window, packets.size());
      std::vector<ExpectedEsp> next;
      for (auto i = begin; i < end; ++i) next.push_back(expected(i));
      sessions.expect_esp(next);
      if (pause) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      for (auto i = begin; i < end; ++i) sessions.on(datagram(i, packets[i]));
      sessions.forget_expected_esp();
    }
    heard.elsewhere = sessions.opened_elsewhere();
    sessions.finish(at(1000));
    return heard;
  }
};

struct Algorithms {
  std::uint16_t encr;
  std::size_t encr_key;
  std::uint16_t integ;
  std::size_t integ_key;
};
// Of each way in which a packet is opened: GCM with 16, 12 and an implicit IV, CCM, ChaCha20, CBC,
// CTR, NULL, GMAC, and one of libgcrypt.
constexpr Algorithms all_kinds[] = {
    {20, 36, 0, 0},  {19, 20, 0, 0},   {30, 36, 0, 0},  {16, 35, 0, 0},
    {28, 36, 0, 0},  {12, 32, 12, 32}, {12, 16, 2, 20}, {13, 20, 14, 64},
    {11, 0, 12, 32}, {21, 20, 0, 0},   {27, 19, 0, 0},  {12, 16, 5, 16},
};

constexpr Algorithms hmac{11, 0, 12, 32};

keys::SaKeys row_of(const Algorithms& kind, std::uint8_t fill) {
  keys::SaKeys row;
  row.spi = spi;
  row.encr = kind.encr;
  row.encr_key = secret(fill, kind.encr_key);
  row.integ_key = secret(fill, kind.integ_key);
  if (kind.integ != 0) row.integ = kind.integ;
  return row;
}

crypto::PacketCipher cipher_of(const Algorithms& kind, std::uint8_t fill) {
  const auto row = row_of(kind, fill);
  return std::move(*crypto::PacketCipher::of(kind.encr, row.encr_key, kind.integ, row.integ_key));
}

Capture capture_of(const Algorithms& kind, bool esn) {
  Capture capture;
  auto row = row_of(kind, 7);
  if (esn) row.esn = true;
  capture.ring.add(row);
  auto cipher = cipher_of(kind, 7);
  const std::uint64_t first = esn ? epoch - 100 : 1;  // the low half wraps on the way
  for (std::uint64_t i = 0; i < 200; ++i) {
    // Late ones, repeated ones and forged ones between.
    const std::uint64_t number = i % 13 == 12 ? first + i - 5 : first + i;
    auto packet = sealed_esp(cipher, spi, number, esn, Octets(40 + i % 90, 1), 6);
    if (i % 11 == 10) packet[packet.size() - 1 - i % 20] ^= 4;
    capture.packets.push_back(std::move(packet));
  }
  return capture;
}

TEST_CASE("packets are opened the same on any number of threads, with every kind of cipher") {
  for (const auto& kind : all_kinds)
    for (const bool esn : {false, true}) {
      CAPTURE(kind.encr, kind.integ, esn);
      const auto capture = capture_of(kind, esn);
      const auto alone = capture.hear(0, 200);
      CHECK(alone.opened.size() == 182);
      CHECK(alone.failed.size() == 18);
      for (const unsigned threads : {1U, 3U})
        for (const std::size_t window : {16, 50, 64}) CHECK(capture.hear(threads, window) == alone);
    }
}

TEST_CASE("other threads do open them, where it is worth it") {
  for (const auto& kind : all_kinds) {
    CAPTURE(kind.encr, kind.integ);
    const auto capture = capture_of(kind, false);
    Heard heard = capture.hear(1, 100, true);
    if (!cipher_of(kind, 7).worth_a_thread()) {
      CHECK(heard.elsewhere == 0);
      continue;
    }
    // As slow as the machine may be: at last one of them is first.
    for (int again = 0; again < 500 && heard.elsewhere == 0; ++again)
      heard = capture.hear(1, 100, true);
    CHECK(heard.elsewhere > 0);
    CHECK(heard.elsewhere <= 100);  // the second window
    CHECK(heard == capture.hear(0, 200));
  }
}

TEST_CASE("a key that comes later, for the same SPI, is found as without threads") {
  auto capture = capture_of(hmac, false);
  capture.ring.add(row_of(hmac, 8));
  auto cipher = cipher_of(hmac, 8);
  for (std::uint64_t number = 1; number < 100; ++number)
    capture.packets.push_back(sealed_esp(cipher, spi, number, false, Octets(40, 1), 6));
  const auto alone = capture.hear(0, 500);
  CHECK(alone.opened.back().flow == 2);
  CHECK(alone.opened.size() == 182 + 99);
  CHECK(capture.hear(2, 64) == alone);
}

TEST_CASE("what is handed on counts, not what was expected") {
  Capture capture;
  capture.ring.add(row_of(hmac, 7));
  auto cipher = cipher_of(hmac, 7);
  for (std::uint64_t number = 1; number <= 40; ++number)
    capture.packets.push_back(sealed_esp(cipher, spi, number, false, Octets(40, 1), 6));
  sessions::Subscriptions events;
  std::size_t opened = 0, failed = 0;
  events.to<sessions::EspOpened>([&](const auto&) { ++opened; });
  events.to<sessions::IcvFailed>([&](const auto&) { ++failed; });
  sessions::Sessions sessions(events, &capture.ring);
  sessions.open_ahead(1);
  for (std::size_t i = 0; i < 20; ++i) sessions.on(capture.datagram(i, capture.packets[i]));
  std::vector<ExpectedEsp> next;
  for (std::size_t i = 20; i < 40; ++i) next.push_back(capture.expected(i));
  sessions.expect_esp(next);
  for (std::size_t i = 20; i < 40; ++i) {
    // As if the packet had been put together of fragments, and its last octet had been changed.
    Octets other = capture.packets[i];
    other.back() ^= static_cast<std::uint8_t>(i % 2);
    sessions.on(capture.datagram(i, other));
  }
  CHECK(sessions.opened_elsewhere() == 0);
  sessions.forget_expected_esp();
  CHECK(opened == 30);
  CHECK(failed == 10);
}

TEST_CASE("more packets than it takes notice of, larger ones, and ones that are cut") {
  Capture capture;
  capture.ring.add(row_of(hmac, 7));
  auto cipher = cipher_of(hmac, 7);
  for (std::uint64_t number = 1; number <= 2500; ++number) {
    const std::size_t octets = number % 97 == 0 ? 20'000 : 20;
    auto packet = sealed_esp(cipher, spi, number, false, Octets(octets, 1), 6);
    if (number % 101 == 0) packet.resize(8 + number % 30);
    capture.packets.push_back(std::move(packet));
  }
  const auto alone = capture.hear(0, 2500);
  CHECK(alone.opened.size() == 2500 - 24);
  for (const std::size_t window : {1100, 2500}) CHECK(capture.hear(2, window) == alone);
}

// Whether expecting packets pays, asked before each of so many at a time.
std::vector<bool> paying(const Capture& capture, std::size_t window) {
  std::vector<bool> paying;
  const sessions::Subscriptions events;
  sessions::Sessions sessions(events, &capture.ring);
  sessions.open_ahead(1);
  for (std::size_t at = 0; at < capture.packets.size(); ++at) {
    if (at % window == 0) paying.push_back(sessions.opening_ahead_pays(at == 0 ? 0 : window));
    sessions.on(capture.datagram(at, capture.packets[at]));
  }
  return paying;
}

TEST_CASE("packets are expected while opening those before was worth a thread") {
  CHECK(paying(capture_of(hmac, false), 40) == std::vector{false, true, true, true, true});
  const Algorithms gcm{20, 36, 0, 0};
  const bool worth_it = cipher_of(gcm, 7).worth_a_thread();
  const auto quick = capture_of(gcm, false);
  CHECK(paying(quick, 40) == std::vector{false, worth_it, worth_it, worth_it, worth_it});

  // Then those of an SPI without a key, of which one in ten is of the SA before.
  auto changes = capture_of(hmac, false);
  auto cipher = cipher_of(hmac, 7);
  for (std::uint64_t number = 300; number < 500; ++number) {
    auto packet = sealed_esp(cipher, spi, number, false, Octets(40, 1), 6);
    if (number % 10 != 0) packet[0] ^= 1;
    changes.packets.push_back(std::move(packet));
  }
  const auto pays = paying(changes, 40);
  CHECK(std::vector(pays.begin() + 5, pays.end()) == std::vector{true, false, false, false, false});
}

}  // namespace
}  // namespace espect::test::opening_ahead_test
