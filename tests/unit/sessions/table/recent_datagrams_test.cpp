// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/table/recent_datagrams.h"

#include "tests/support/catch.h"

namespace espect::test::recent_datagrams_test {
using namespace espect::sessions;

namespace {

Sighting sighting(std::int64_t nanoseconds, std::uint32_t identification, std::uint8_t ttl) {
  Sighting made;
  made.time = Time{nanoseconds};
  made.identification = identification;
  made.ttl = ttl;
  return made;
}

}  // namespace

TEST_CASE("a datagram is known again by SA, number, octets and the packet that carried it") {
  RecentDatagrams recent;
  const Recognised datagram{3, 7, 0xabcd};
  recent.add(datagram, sighting(1000, 5, 64));
  CHECK(recent.seen_again(datagram, sighting(2000, 5, 64)) == std::uint8_t{0});
  CHECK(recent.seen_again(datagram, sighting(2000, 5, 63)) == std::uint8_t{1});
  CHECK(recent.since(datagram, sighting(2500, 5, 63)) == 1500);
  CHECK_FALSE(recent.seen_again(datagram, sighting(2000, 6, 64)));
  CHECK_FALSE(recent.seen_again({4, 7, 0xabcd}, sighting(2000, 5, 64)));
  CHECK_FALSE(recent.seen_again({3, 8, 0xabcd}, sighting(2000, 5, 64)));
  CHECK_FALSE(recent.seen_again({3, 7, 0xabce}, sighting(2000, 5, 64)));
}

TEST_CASE("the datagrams of 1024 frames are known, then the oldest is forgotten") {
  RecentDatagrams recent;
  const auto in_frame = [](std::uint32_t frame) {
    auto made = sighting(0, 5, 64);
    made.frame = frame;
    return made;
  };
  for (std::uint32_t frame = 1; frame <= 1024; ++frame)
    recent.add({1, frame, frame}, in_frame(frame));
  CHECK(recent.seen_again({1, 1, 1}, in_frame(1024)));
  CHECK_FALSE(recent.seen_again({1, 1, 1}, in_frame(1025)));
  CHECK(recent.seen_again({1, 2, 2}, in_frame(1025)));
  CHECK(recent.seen_again({1, 1024, 1024}, in_frame(1025)));
  recent.add({1, 1025, 1025}, in_frame(1025));
  CHECK_FALSE(recent.seen_again({1, 1, 1}, in_frame(1024)));
  CHECK(recent.seen_again({1, 2, 2}, in_frame(1025)));
}

TEST_CASE("the newest of several sightings counts") {
  RecentDatagrams recent;
  recent.add({1, 1, 1}, sighting(0, 5, 64));
  recent.add({1, 1, 1}, sighting(1000, 5, 63));
  CHECK(recent.since({1, 1, 1}, sighting(3000, 5, 63)) == 2000);
}

}  // namespace espect::test::recent_datagrams_test
