// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/capture/reading.h"

using namespace espect;
using namespace espect::test;

namespace {

Octets words(std::initializer_list<std::uint32_t> values) {
  Octets octets;
  for (const auto value : values)
    for (int shift = 24; shift >= 0; shift -= 8)
      octets.push_back(static_cast<std::uint8_t>(value >> shift));
  return octets;
}

Octets joined(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Octets file_header(std::uint32_t datalink, std::uint32_t version = 2) {
  return joined({{'s', 'n', 'o', 'o', 'p', 0, 0, 0}, words({version, datalink})});
}

Octets record(std::uint32_t wire, const Octets& data, std::uint32_t padding, std::uint32_t drops) {
  const auto captured = static_cast<std::uint32_t>(data.size());
  return joined({words({wire, captured, 24 + captured + padding, drops, 1'700'000'000, 123'456}),
                 data, Octets(padding, 0)});
}

}  // namespace

TEST_CASE("snoop: packets, padding, drops") {
  const Reading reading =
      read_octets(joined({file_header(4), record(3, {1, 2, 3}, 1, 0), record(60, {4, 5}, 2, 7)}));
  CHECK(reading.format == "snoop");
  CHECK_FALSE(reading.fault);
  CHECK(reading.statistics.interface_drops == 7u);
  CHECK(reading.statistics.snaplen_cut_packets == 1);
  REQUIRE(reading.packets.size() == 2);
  CHECK(reading.packets[0] == Kept{1, 1'700'000'000'123'456'000, 1, 3, {1, 2, 3}});
  CHECK(reading.packets[1] == Kept{2, 1'700'000'000'123'456'000, 1, 60, {4, 5}});
}

TEST_CASE("snoop: what cannot be read says why, and what came before is delivered") {
  const auto reason = [](const Octets& octets) { return read_octets(octets).fault.value().reason; };
  CHECK(reason(file_header(4, 3)) == "snoop version 3 is unknown");
  CHECK(reason(file_header(9)) == "snoop datalink type 9 is not read");
  Octets short_header = file_header(4);
  short_header.resize(12);
  CHECK(reason(short_header) == "snoop file header cut short: wants 16 octets, 12 are there");
  const Octets good = joined({file_header(2), record(3, {1, 2, 3}, 1, 0)});
  for (const Octets& bad : {words({3, 5, 28, 0, 0, 0}), words({3, 0, 23, 0, 0, 0}),
                            words({3, 0, 0xffffffff, 0, 0, 0})}) {
    const Reading reading = read_octets(joined({good, bad}));
    CHECK(reading.packets.size() == 1);
    REQUIRE(reading.fault);
    CHECK(reading.fault->reason.find("the file is damaged") != std::string::npos);
  }
  const Reading cut = read_octets(Octets(good.begin(), good.end() - 1));
  CHECK(cut.packets.empty());
  CHECK(cut.statistics.truncated);
}
