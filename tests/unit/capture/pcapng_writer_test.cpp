// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/pcapng_writer.h"

#include <limits>
#include <random>
#include <sstream>

#include "analyzer/capture/pcapng_options.h"
#include "tests/support/catch.h"
#include "tests/unit/capture/reading.h"

using namespace espect;
using namespace espect::test;
using Writer = espect::capture::PcapngWriter;  // not the one of the tests

namespace {

Octets written(const std::ostringstream& out) {
  return octets_of(out.str());
}

// The comments of all packet blocks, walked without the reader, which passes over them.
std::vector<std::string> comments(const Octets& capture) {
  const capture::ByteOrder order(std::endian::little);
  std::vector<std::string> found;
  std::size_t at = 0;
  while (at < capture.size()) {
    const auto* block = capture.data() + at;
    const std::size_t length = order.u32(block + 4);
    REQUIRE(length % 4 == 0);
    REQUIRE(at + length <= capture.size());
    REQUIRE(order.u32(block + length - 4) == length);
    if (order.u32(block) == 6) {
      const std::size_t options = 28 + (order.u32(block + 20) + 3) / 4 * 4;
      found.emplace_back();
      capture::for_each_option(Bytes(block + options, length - 4 - options), order,
                               [&](std::uint16_t code, Bytes value) {
                                 if (code == 1) found.back().assign(value.begin(), value.end());
                               });
    }
    at += length;
  }
  return found;
}

}  // namespace

TEST_CASE("a capture without packets") {
  std::ostringstream out;
  const Writer writer(out);
  CHECK(writer.ok());
  const Reading reading = read_octets(written(out));
  CHECK(reading.format == "pcapng");
  CHECK(reading.packets.empty());
  CHECK_FALSE(reading.fault);
  CHECK(to_hex(written(out)) ==
        "0a0d0d0a"
        "2c000000"
        "4d3c2b1a"
        "01000000"
        "ffffffffffffffff"
        "04000600"
        "657370656374"
        "0000"
        "00000000"
        "2c000000");
}

TEST_CASE("packets of several link types come back with their times and comments") {
  std::ostringstream out;
  Writer writer(out);
  const std::int64_t latest = latest_time.nanoseconds;
  const std::vector<Kept> packets = {whole(1, 1'700'000'000'123'456'789, 228, "first"),
                                     whole(2, 0, 229, "v6"), whole(3, 1, 228, ""),
                                     whole(4, latest, 1, "abcd"), whole(5, 7, 229, "again")};
  const std::vector<std::string> texts = {"one", "", "vier", "\xc3\xa4", "5"};
  for (std::size_t i = 0; i < packets.size(); ++i)
    writer.write(packets[i].link_type, {packets[i].nanoseconds}, packets[i].octets, texts[i]);
  CHECK(writer.ok());
  const Reading reading = read_octets(written(out));
  CHECK_FALSE(reading.fault);
  CHECK(reading.packets == packets);
  CHECK(comments(written(out)) == texts);
}

TEST_CASE("a time before 1970 becomes 1970") {
  std::ostringstream out;
  Writer writer(out);
  writer.write(1, {-5}, octets_of("x"));
  const Reading reading = read_octets(written(out));
  REQUIRE(reading.packets.size() == 1);
  CHECK(reading.packets[0].nanoseconds == 0);
}

TEST_CASE("a comment that is too long is cut between characters") {
  std::string text(65'534, 'a');
  for (int i = 0; i < 10; ++i) text += "\xe2\x82\xac";
  std::ostringstream out;
  Writer writer(out);
  writer.write(1, {1}, octets_of("x"), text);
  writer.write(1, {2}, octets_of("y"), std::string(70'000, 'b'));
  writer.write(1, {3}, octets_of("z"), std::string(70'000, '\x80'));  // no UTF-8 at all
  CHECK(read_octets(written(out)).packets.size() == 3);
  const auto found = comments(written(out));
  REQUIRE(found.size() == 3);
  CHECK(found[0] == std::string(65'534, 'a'));
  CHECK(found[1] == std::string(65'535, 'b'));
  CHECK(found[2].size() == 65'531);
}

TEST_CASE("any sequence of packets comes back, and the same octets each time") {
  const auto make = [](std::vector<Kept>* packets) {
    std::mt19937 random(5);
    std::ostringstream out;
    Writer writer(out);
    for (std::uint32_t frame = 1; frame <= 300; ++frame) {
      Octets octets(random() % 70);
      for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
      const auto link = static_cast<std::uint16_t>(random() % 20);
      const auto time = static_cast<std::int64_t>(random()) << 24;
      writer.write(link, {time}, octets, std::string(random() % 9, 'c'));
      if (packets != nullptr)
        packets->push_back({frame, time, link, static_cast<std::uint32_t>(octets.size()), octets});
    }
    return out.str();
  };
  std::vector<Kept> packets;
  const std::string text = make(&packets);
  CHECK(read_octets(octets_of(text)).packets == packets);
  CHECK(text == make(nullptr));
}

TEST_CASE("a stream that refuses is noticed") {
  std::ostringstream out;
  Writer writer(out);
  out.setstate(std::ios::badbit);
  writer.write(1, {1}, octets_of("x"));
  CHECK_FALSE(writer.ok());
}
