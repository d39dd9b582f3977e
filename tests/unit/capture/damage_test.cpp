// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "tests/support/catch.h"
#include "tests/unit/capture/reading.h"

using namespace espect;
using namespace espect::test;

namespace {

// Captures with the offsets at which they may end without a fault.
struct Sample {
  const char* name;
  Octets octets;
  std::vector<std::size_t> ends;
};

Sample pcap_sample() {
  Sample sample{"pcap", {}, {}};
  PcapWriter writer({PcapKind::modified, std::endian::big});
  sample.ends.push_back(writer.octets().size());
  for (const auto* text : {"alpha", "", "be"}) {
    writer.packet(Time{1'700'000'000'000'001'000}, octets_of(text));
    sample.ends.push_back(writer.octets().size());
  }
  sample.octets = writer.octets();
  return sample;
}

Sample pcapng_sample() {
  Sample sample{"pcapng", {}, {}};
  PcapngWriter writer;
  const auto done = [&] { sample.ends.push_back(writer.octets().size()); };
  done();
  writer.interface({.snap_length = 6, .resolution = 9, .offset = 3600});
  done();
  writer.packet(0, 5, octets_of("alpha"), std::nullopt, writer.option(1, octets_of("comment")));
  done();
  writer.simple_packet(octets_of("gamma"));
  done();
  writer.block(10, octets_of("decryption secrets"));
  done();
  writer.statistics(0, 3);
  done();
  writer.section(std::endian::big);
  done();
  writer.interface({.link_type = 101, .resolution = 0x80 | 20});
  done();
  writer.obsolete_packet(0, 1 << 20, octets_of("be"));
  done();
  writer.packet(0, 1 << 21, octets_of("delta"));
  done();
  sample.octets = writer.octets();
  return sample;
}

}  // namespace

TEST_CASE("every truncation delivers what was whole and tells the rest") {
  for (const auto& sample : {pcap_sample(), pcapng_sample()}) {
    const auto all = read_octets(sample.octets);
    REQUIRE_FALSE(all.fault);
    for (std::size_t length = 0; length < sample.octets.size(); ++length) {
      INFO(sample.name << " cut to " << length);
      const auto reading = read_octets(Bytes(sample.octets).first(length));
      const bool clean =
          std::find(sample.ends.begin(), sample.ends.end(), length) != sample.ends.end();
      CHECK(reading.fault.has_value() == !clean);
      const bool opened = length >= sample.ends.front();
      CHECK(reading.format.empty() == !opened);
      if (opened) CHECK(reading.statistics.truncated == !clean);
      REQUIRE(reading.packets.size() < all.packets.size());
      CHECK(std::equal(reading.packets.begin(), reading.packets.end(), all.packets.begin()));
      if (clean || !opened) continue;
      // The fault points at the record that was cut, never into it.
      const auto record =
          *std::prev(std::upper_bound(sample.ends.begin(), sample.ends.end(), length));
      CHECK(reading.fault->offset == record);
    }
  }
}

TEST_CASE("any single octet may be wrong") {
  for (const auto& sample : {pcap_sample(), pcapng_sample()}) {
    const auto all = read_octets(sample.octets);
    auto octets = sample.octets;
    for (std::size_t at = 0; at < octets.size(); ++at) {
      const auto right = octets[at];
      for (const int change : {0x01, 0x04, 0x40, 0x80, 0xff}) {
        INFO(sample.name << " octet " << at << " changed by " << change);
        octets[at] = static_cast<std::uint8_t>(right ^ change);
        const auto reading = read_octets(octets);
        CHECK(reading.packets.size() <= sample.octets.size() / 12);
        CHECK(reading.statistics.bytes <= octets.size());
        // Records that end before the damage are as they were.
        const auto before = read_octets(Bytes(sample.octets).first(at));
        REQUIRE(reading.packets.size() >= before.packets.size());
        if (at >= 64)
          CHECK(std::equal(before.packets.begin(), before.packets.end(), reading.packets.begin()));
      }
      octets[at] = right;
    }
    CHECK(read_octets(octets).packets == all.packets);
  }
}
