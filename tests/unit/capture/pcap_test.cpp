// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/capture/reading.h"

using namespace espect;
using namespace espect::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr Time first{1'700'000'000 * second + 123'456'789};
constexpr Time latest{4'294'967'295 * second + 999'999'999};  // the last second 32 bits can say

struct Case {
  const char* name;
  PcapShape shape;
  std::int64_t unit;
  std::uint16_t link_type;
};

const Case cases[] = {
    {"micro", {PcapKind::microseconds, std::endian::little}, 1000, 1},
    {"micro, big-endian", {PcapKind::microseconds, std::endian::big}, 1000, 1},
    {"nano", {PcapKind::nanoseconds, std::endian::little}, 1, 1},
    {"nano, big-endian", {PcapKind::nanoseconds, std::endian::big}, 1, 1},
    {"modified", {PcapKind::modified, std::endian::little, 101}, 1000, 101},
    {"modified, big-endian", {PcapKind::modified, std::endian::big, 101}, 1000, 101},
    {"FCS bits over the link type",
     {PcapKind::microseconds, std::endian::little, 0x24000001},
     1000,
     1},
    {"FCS bits, big-endian", {PcapKind::microseconds, std::endian::big, 0x24000114}, 1000, 276},
    {"snap length 0", {PcapKind::microseconds, std::endian::little, 1, 0}, 1000, 1},
};

}  // namespace

TEST_CASE("every kind of pcap gives the same packets") {
  for (const auto& each : cases) {
    INFO(each.name);
    PcapWriter writer(each.shape);
    writer.packet(first, octets_of("alpha"));
    writer.packet(latest, octets_of("be"), 1500);
    writer.packet(Time{0}, {});
    const auto reading = read_octets(writer.octets());
    CHECK(reading.format == "pcap");
    CHECK_FALSE(reading.fault);
    const auto cut = [&](Time time) { return time.nanoseconds / each.unit * each.unit; };
    CHECK(reading.packets ==
          std::vector<Kept>{whole(1, cut(first), each.link_type, "alpha"),
                            {2, cut(latest), each.link_type, 1500, octets_of("be")},
                            whole(3, 0, each.link_type, "")});
    CHECK(reading.statistics.packets == 3);
    CHECK(reading.statistics.bytes == writer.octets().size());
    CHECK(reading.statistics.snaplen_cut_packets == 1);
    CHECK_FALSE(reading.statistics.interface_drops);
    CHECK_FALSE(reading.statistics.truncated);
  }
}

TEST_CASE("a wire length below the captured one is raised to it") {
  PcapWriter writer;
  writer.packet(first, octets_of("alpha"), 3);
  const auto reading = read_octets(writer.octets());
  REQUIRE(reading.packets.size() == 1);
  CHECK(reading.packets[0].wire_octets == 5);
  CHECK(reading.statistics.snaplen_cut_packets == 0);
}

TEST_CASE("a captured length over the limit is a fault that names its offset") {
  struct {
    std::uint32_t snap_length;
    std::uint32_t captured;
    bool fits;
  } const limits[] = {
      {0, 262144, true},
      {0, 262145, false},
      {65535, 262144, true},
      {65535, 262145, false},
      {1'000'000, 1'000'000, true},
      {1'000'000, 1'000'001, false},
      {0xffffffff, 16 << 20, true},
      {0xffffffff, (16 << 20) + 1, false},
  };
  for (const auto& each : limits) {
    INFO(each.snap_length << " " << each.captured);
    PcapWriter writer({.snap_length = each.snap_length});
    writer.packet(first, octets_of("alpha"));
    writer.packet(first, Octets(each.captured, 7));
    writer.packet(first, octets_of("omega"));
    const auto reading = read_octets(writer.octets());
    CHECK(reading.fault.has_value() == !each.fits);
    CHECK(reading.packets.size() == (each.fits ? 3U : 1U));
    if (each.fits) continue;
    CHECK(reading.fault->offset == 24 + 16 + 5);
    CHECK(contains(reading.fault->reason, "captured length " + std::to_string(each.captured)));
    CHECK_FALSE(reading.statistics.truncated);
  }
}

TEST_CASE("a pcap record that is cut short comes after all whole ones") {
  PcapWriter writer;
  writer.packet(first, octets_of("alpha"));
  writer.packet(first, octets_of("omega"));
  auto octets = writer.octets();
  octets.pop_back();
  const TemporaryFile file(octets);
  const auto reading = read_path(file.path());
  CHECK(reading.packets.size() == 1);
  CHECK(reading.statistics.truncated);
  REQUIRE(reading.fault);
  CHECK(to_text(*reading.fault) ==
        file.path() + ", offset 45: record cut short: wants 21 octets, 20 are there");
}

TEST_CASE("what cannot be opened says why") {
  const auto reason = [](Bytes octets) { return read_octets(octets).fault.value().reason; };
  CHECK(reason({}) == "the file is empty");
  CHECK(reason(Bytes(PcapWriter().octets()).first(23)) ==
        "pcap file header cut short: wants 24 octets, 23 are there");
  CHECK(reason(Bytes(PcapngWriter().octets()).first(27)) ==
        "section header cut short: wants 28 octets, 27 are there");
  CHECK(reason(octets_of("snoop\0\0\0\0\0\0\2")) ==
        "not a pcap, pcapng or snoop capture: it starts with 736e6f6f70");
  CHECK(reason(octets_of("GET / HTTP/1.1")) ==
        "not a pcap, pcapng or snoop capture: it starts with 474554202f204854");
  CHECK(reason(octets_of("ab")) == "not a pcap, pcapng or snoop capture: it starts with 6162");
  CHECK(reason(octets_of("GMBU and more")) ==
        "a capture of Microsoft Network Monitor 2.x, which is not read: editcap -F pcapng makes "
        "one that is");
  auto version_one = PcapWriter().octets();
  version_one[4] = 1;
  CHECK(reason(version_one) == "pcap version 1.4 is unknown");

  CHECK(to_text(*read_path("/nowhere/a.pcap").fault) ==
        "/nowhere/a.pcap: cannot be opened: No such file or directory");
  CHECK(read_path("/").fault->reason == "cannot be read: Is a directory");
}

TEST_CASE("record headers that others made longer behind the same magic number") {
  const auto kind = [](std::uint32_t magic, std::size_t longer, std::size_t packets) {
    Octets octets;
    const auto word = [&](std::uint32_t value) {
      for (int shift = 0; shift < 32; shift += 8)
        octets.push_back(static_cast<std::uint8_t>(value >> shift));
    };
    for (const std::uint32_t value : {magic, 0x00040002U, 0U, 0U, 65535U, 1U}) word(value);
    for (std::size_t packet = 0; packet < packets; ++packet) {
      for (const std::uint32_t value : {1'000'000'000U, 5U, 4U, 4U}) word(value);
      octets.insert(octets.end(), longer, 0xee);
      word(0x64636261);
    }
    return read_octets(octets);
  };
  constexpr std::uint32_t usual = 0xa1b2c3d4, modified = 0xa1b2cd34;
  for (const auto& [magic, longer] : {std::pair<std::uint32_t, std::size_t>{usual, 4},
                                      {usual, 8},
                                      {modified, 8},
                                      {modified, 12}}) {
    INFO(longer);
    const auto reading = kind(magic, longer, 5);
    CHECK_FALSE(reading.fault);
    REQUIRE(reading.packets.size() == 5);
    CHECK(reading.packets[4].octets == octets_of("abcd"));
  }
  // One record tells nothing: it is what its magic number says.
  CHECK(kind(usual, 4, 1).packets[0].octets != octets_of("abcd"));
}
