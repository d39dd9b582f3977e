// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/capture/reading.h"

using namespace espect;
using namespace espect::test;

namespace {

constexpr std::uint64_t stamp = 1'700'000'000'123'456;  // microseconds
constexpr std::int64_t time_of_stamp = 1'700'000'000'123'456'000;
constexpr std::endian orders[] = {std::endian::little, std::endian::big};

// The capture so far is fine, `spoil` adds what must be a fault at that place.
template <typename Spoil>
capture::CaptureError fault_after(Spoil spoil) {
  PcapngWriter writer;
  writer.interface();
  writer.packet(0, stamp, octets_of("alpha"));
  const auto before = writer.octets().size();
  spoil(writer);
  writer.packet(0, stamp, octets_of("omega"));
  const auto reading = read_octets(writer.octets());
  CHECK(reading.packets == std::vector<Kept>{whole(1, time_of_stamp, 1, "alpha")});
  REQUIRE(reading.fault);
  CHECK(reading.fault->offset == before);
  return *reading.fault;
}

}  // namespace

TEST_CASE("pcapng: interfaces of several link types, every kind of packet block") {
  for (const auto order : orders) {
    PcapngWriter writer(order);
    writer.interface({.snap_length = 4});
    writer.interface({.link_type = 101});
    writer.packet(1, stamp, octets_of("alpha"));
    writer.packet(0, stamp + 1, octets_of("beta"), 1400);
    writer.simple_packet(octets_of("gamm"), 5);
    writer.simple_packet(octets_of("de"));
    writer.obsolete_packet(1, stamp + 2, octets_of("epsilon"));
    writer.obsolete_packet(0, stamp + 3, octets_of("zeta"), 9);
    const auto reading = read_octets(writer.octets());
    CHECK(reading.format == "pcapng");
    CHECK_FALSE(reading.fault);
    CHECK(reading.packets ==
          std::vector<Kept>{whole(1, time_of_stamp, 101, "alpha"),
                            {2, time_of_stamp + 1000, 1, 1400, octets_of("beta")},
                            {3, time_of_stamp + 1000, 1, 5, octets_of("gamm")},
                            whole(4, time_of_stamp + 1000, 1, "de"),
                            whole(5, time_of_stamp + 2000, 101, "epsilon"),
                            {6, time_of_stamp + 3000, 1, 9, octets_of("zeta")}});
    CHECK(reading.statistics.snaplen_cut_packets == 3);
    CHECK(reading.statistics.bytes == writer.octets().size());
  }
}

TEST_CASE("pcapng: every section has its byte order and its interfaces") {
  for (const auto order : orders) {
    const auto other = order == std::endian::little ? std::endian::big : std::endian::little;
    PcapngWriter writer(order);
    writer.interface({.link_type = 113});
    writer.packet(0, stamp, octets_of("alpha"));
    writer.section(other);
    writer.interface({.link_type = 228, .resolution = 9});
    writer.packet(0, stamp, octets_of("beta"));
    writer.section(other);
    writer.packet(0, stamp, octets_of("nobody described interface 0"));
    const auto reading = read_octets(writer.octets());
    CHECK(reading.packets ==
          std::vector<Kept>{whole(1, time_of_stamp, 113, "alpha"), whole(2, stamp, 228, "beta")});
    REQUIRE(reading.fault);
    CHECK(reading.fault->reason == "interface 0 was not described, only 0 were");
  }
}

TEST_CASE("pcapng: blocks that hold no packets are stepped over") {
  const std::uint32_t types[] = {4, 7, 8, 9, 10, 0xbad, 0x40000bad, 0x80000001, 0xffffffff};
  const std::size_t sizes[] = {0, 1, 4, 30, 3 << 20};
  PcapngWriter writer;
  for (const auto type : types) writer.block(type, octets_of("before any interface"));
  writer.interface();
  std::uint32_t count = 0;
  for (const auto type : types)
    for (const auto size : sizes) {
      writer.block(type, Octets(size, 6));
      writer.packet(0, stamp, octets_of("alpha"));
      ++count;
    }
  const auto reading = read_octets(writer.octets());
  CHECK_FALSE(reading.fault);
  CHECK(reading.packets.size() == count);
  CHECK(reading.packets.back() == whole(count, time_of_stamp, 1, "alpha"));
}

TEST_CASE("pcapng: decryption secrets are heard, when somebody asks") {
  for (const auto order : orders) {
    const auto secrets = [&](std::uint32_t type, std::uint32_t length, std::string_view text) {
      return OrderedOctets(order)
          .number(type)
          .number(length)
          .append(octets_of(text))
          .pad()
          .release();
    };
    PcapngWriter writer(order);
    writer.block(10, secrets(0x45535053, 5, "hello"));
    writer.block(10, secrets(7, 100, "says more than is there"));
    writer.block(10, Octets(4, 0));
    writer.interface();
    writer.packet(0, stamp, octets_of("alpha"));
    writer.block(10, secrets(8, 3, "end"));
    const TemporaryFile file(writer.octets());
    auto reader = capture::CaptureReader::open(file.path());
    REQUIRE(reader);
    std::vector<std::pair<std::uint32_t, std::string>> heard;
    reader->hear_secrets([&](std::uint32_t type, Bytes octets) {
      heard.emplace_back(type, std::string(octets.begin(), octets.end()));
    });
    capture::Packet packet;
    CHECK(reader->next(packet));
    CHECK(heard.size() == 1);
    CHECK_FALSE(reader->next(packet));
    CHECK(reader->fault() == nullptr);
    REQUIRE(heard.size() == 2);
    CHECK(heard[0] == std::pair(std::uint32_t{0x45535053}, std::string("hello")));
    CHECK(heard[1] == std::pair(std::uint32_t{8}, std::string("end")));
  }
}

TEST_CASE("pcapng: drops are the last word of each interface, added up") {
  PcapngWriter writer(std::endian::big);
  writer.interface();
  writer.interface();
  writer.statistics(0, 5);
  writer.statistics(0, 9);
  writer.statistics(1, std::nullopt);
  CHECK(read_octets(writer.octets()).statistics.interface_drops == 9U);
  writer.statistics(1, 100);
  writer.statistics(2, 1'000'000);  // nobody's
  CHECK(read_octets(writer.octets()).statistics.interface_drops == 109U);
  writer.section(std::endian::little);
  writer.interface();
  writer.statistics(0, 1000);
  const auto reading = read_octets(writer.octets());
  CHECK(reading.statistics.interface_drops == 1109U);
  CHECK_FALSE(reading.fault);
}

TEST_CASE("pcapng: malformed options spoil neither their interface nor their packet") {
  const Octets options[] = {
      {},                                          // end of options left out
      {1, 0},                                      // half an option
      {1, 0, 0xff, 0xff},                          // longer than the block
      {1, 0, 3, 0, 'a', 'b', 'c'},                 // padding left out, the block adds it
      {9, 0, 2, 0, 9, 9, 0, 0},                    // a resolution of two octets
      {14, 0, 4, 0, 1, 0, 0, 0},                   // an offset of four
      {0, 0, 0, 0, 9, 0, 1, 0, 9, 0, 0, 0},        // a resolution after the end
      {1, 0, 0xff, 0xff, 9, 0, 1, 0, 9, 0, 0, 0},  // and one after a bad option
  };
  for (const auto& each : options) {
    INFO(to_hex(each));
    OrderedOctets interface(std::endian::little);
    interface.number(std::uint16_t{1}).number(std::uint16_t{0}).number(std::uint32_t{0});
    interface.append(each);
    PcapngWriter writer;
    writer.block(1, interface.octets());
    writer.packet(0, stamp, octets_of("alpha"), std::nullopt, each);
    const auto reading = read_octets(writer.octets());
    CHECK_FALSE(reading.fault);
    CHECK(reading.packets == std::vector<Kept>{whole(1, time_of_stamp, 1, "alpha")});
  }
}

TEST_CASE("pcapng: comments and flags of a packet change nothing") {
  PcapngWriter writer;
  writer.interface();
  Octets options = writer.option(1, octets_of("a comment"));
  const auto flags = writer.option(2, Octets{1, 0, 0, 0});
  options.insert(options.end(), flags.begin(), flags.end());
  writer.packet(0, stamp, octets_of("alpha"), std::nullopt, options);
  CHECK(read_octets(writer.octets()).packets ==
        std::vector<Kept>{whole(1, time_of_stamp, 1, "alpha")});
}

TEST_CASE("pcapng: a block that contradicts itself is a fault at its offset") {
  const auto raw = [](std::initializer_list<std::uint32_t> numbers) {
    return [numbers](PcapngWriter& writer) {
      OrderedOctets octets(std::endian::little);
      for (const auto number : numbers) octets.number(number);
      writer.raw(octets.octets());
    };
  };
  const auto body = [](std::uint32_t type, std::initializer_list<std::uint32_t> numbers) {
    return [type, numbers](PcapngWriter& writer) {
      OrderedOctets octets(std::endian::little);
      for (const auto number : numbers) octets.number(number);
      writer.block(type, octets.octets());
    };
  };
  CHECK(fault_after(raw({6, 8, 8})).reason == "block length 8 is less than 12");
  CHECK(fault_after(raw({0xbad, 0, 0})).reason == "block length 0 is less than 12");
  CHECK(fault_after(raw({0xbad, 16, 0, 20})).reason == "block length 16 is 20 at the block's end");
  CHECK(fault_after(raw({3, 20, 1, 7, 24})).reason == "block length 20 is 24 at the block's end");
  CHECK(contains(fault_after(raw({6, 0x02000004, 0, 0})).reason, "over the limit"));
  CHECK(contains(fault_after(raw({0x0a0d0d0a, 28, 0x1a2b3c4e, 1, 0, 0, 28})).reason,
                 "unknown byte order magic 0x"));
  CHECK(fault_after(raw({0x0a0d0d0a, 24, 0x1a2b3c4d, 1, 0, 24, 0})).reason ==
        "section header length 24 is less than 28");
  CHECK(fault_after(raw({0x0a0d0d0a, 28, 0x1a2b3c4d, 2, 0, 0, 28})).reason ==
        "pcapng version 2.0 is unknown");
  CHECK(fault_after(body(6, {1, 0, 0, 0, 0})).reason ==
        "interface 1 was not described, only 1 were");
  CHECK(fault_after(body(2, {1, 0, 0, 0, 0})).reason ==
        "interface 1 was not described, only 1 were");
  CHECK(fault_after(body(6, {0, 0, 0, 5, 5, 0})).reason ==
        "captured length 5 is more than the 4 in its block");
  CHECK(fault_after(body(6, {0, 0, 0, 0xffffffff, 5, 0})).reason ==
        "captured length 4294967295 is more than the 4 in its block");
  CHECK(contains(fault_after(body(6, {0, 0, 0, 0})).reason, "20 at least"));
  CHECK(contains(fault_after(body(1, {1})).reason, "8 at least"));
  CHECK(fault_after(body(3, {})).reason == "simple packet block without a packet length");
  CHECK(fault_after(body(3, {9, 0, 0})).reason ==
        "captured length 9 is more than the 8 in its block");
}

TEST_CASE("pcapng: a simple packet needs an interface") {
  PcapngWriter writer;
  writer.simple_packet(octets_of("alpha"));
  const auto reading = read_octets(writer.octets());
  REQUIRE(reading.fault);
  CHECK(reading.fault->reason == "simple packet block before any interface was described");
}

TEST_CASE("pcapng: a length that leaves out the padding is rounded up") {
  for (const std::uint32_t trailer : {37U, 40U}) {
    OrderedOctets block(std::endian::little);
    block.number(6U).number(37U).number(0U).number(0U).number(0U).number(5U).number(5U);
    block.append(octets_of("alpha")).pad().number(trailer);
    PcapngWriter writer;
    writer.interface();
    writer.raw(block.octets());
    writer.packet(0, 0, octets_of("omega"));
    const auto reading = read_octets(writer.octets());
    CHECK_FALSE(reading.fault);
    CHECK(reading.packets == std::vector<Kept>{whole(1, 0, 1, "alpha"), whole(2, 0, 1, "omega")});
  }
}

TEST_CASE("pcapng: interfaces without end are refused") {
  PcapngWriter writer;
  for (int i = 0; i < 65'537; ++i) writer.interface();
  const auto reading = read_octets(writer.octets());
  REQUIRE(reading.fault);
  CHECK(reading.fault->reason == "more than 65536 interfaces");
}
