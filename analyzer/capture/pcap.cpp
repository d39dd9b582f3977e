// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/pcap.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace espect::capture {
namespace {

constexpr std::size_t file_header_octets = 24;
constexpr std::uint32_t least_limit = 256U * 1024;  // some writers put a snap length of 0 or lie
constexpr std::uint32_t greatest_limit = 16U * 1024 * 1024;

struct Kind {
  std::uint32_t magic;
  std::size_t record_header_octets;
  std::int64_t fraction_nanoseconds;
  // What others write behind the same magic number: the records alone tell. 0: nobody.
  std::array<std::size_t, 2> other_record_headers;
};

constexpr Kind kinds[] = {
    {0xa1b2c3d4, 16, 1000, {20, 24}},  // Nokia's with four octets more; of Red Hat 6.1 "modified"
    {0xa1b23c4d, 16, 1, {0, 0}},
    // "modified": interface index, protocol, packet type and padding; of SuSE 6.3 four more
    {0xa1b2cd34, 24, 1000, {28, 0}},
};

struct Recognised {
  Kind kind;
  ByteOrder order;
};

std::optional<Recognised> recognised(Bytes start) {
  for (const auto endian : {std::endian::little, std::endian::big}) {
    const ByteOrder order(endian);
    for (const auto& kind : kinds)
      if (order.u32(start.data()) == kind.magic) return Recognised{kind, order};
  }
  return std::nullopt;
}

// How many of the first records look like some when their headers have so many octets; 0 as soon as
// one of those in memory does not.
unsigned records_that_fit(Bytes ahead, ByteOrder order, const Kind& kind,
                          std::size_t header_octets) {
  constexpr unsigned enough = 4;
  constexpr std::int64_t second_nanoseconds = 1'000'000'000;
  constexpr std::int64_t near_seconds = 86'400;
  const std::int64_t first_second = ahead.size() >= 4 ? order.u32(ahead.data()) : 0;
  const bool usual = header_octets == kind.record_header_octets;
  unsigned fit = 0;
  while (fit < enough && ahead.size() >= header_octets) {
    const std::int64_t second = order.u32(ahead.data());
    const std::uint32_t captured = order.u32(ahead.data() + 8);
    const std::uint32_t on_the_wire = order.u32(ahead.data() + 12);
    if (order.u32(ahead.data() + 4) * kind.fraction_nanoseconds >= second_nanoseconds ||
        captured > least_limit || on_the_wire > least_limit || captured > on_the_wire ||
        captured == 0)
      return 0;
    // What stands between damaged records must not look like those of another kind.
    if (!usual && std::abs(second - first_second) > near_seconds) return 0;
    if (ahead.size() - header_octets < captured) break;
    ahead = ahead.subspan(header_octets + captured);
    ++fit;
  }
  return fit;
}

// Another kind only when the usual one fits nothing, and the other one more than one record.
std::size_t record_header_octets(Bytes ahead, ByteOrder order, const Kind& kind) {
  if (records_that_fit(ahead, order, kind, kind.record_header_octets) != 0)
    return kind.record_header_octets;
  for (const auto octets : kind.other_record_headers)
    if (octets != 0 && records_that_fit(ahead, order, kind, octets) > 1) return octets;
  return kind.record_header_octets;
}

}  // namespace

bool Pcap::recognises(Bytes start) {
  return recognised(start).has_value();
}

bool Pcap::open(ByteSource& source, Walk& walk) {
  const Bytes header = source.ensure(file_header_octets);
  if (header.size() < file_header_octets)
    return walk.stop_short(source, "pcap file header", 0, file_header_octets, header.size());
  const auto found = recognised(header);
  if (!found) return walk.fail(0, "not a pcap file");
  order_ = found->order;
  fraction_nanoseconds_ = found->kind.fraction_nanoseconds;
  const auto major = order_.u16(header.data() + 4);
  if (major != 2)
    return walk.fail(
        0, fmt::format("pcap version {}.{} is unknown", major, order_.u16(header.data() + 6)));
  captured_limit_ = std::clamp(order_.u32(header.data() + 16), least_limit, greatest_limit);
  // The upper half tells the length of a frame check sequence, which nobody here needs.
  link_type_ = static_cast<std::uint16_t>(order_.u32(header.data() + 20) & 0xffff);
  source.consume(file_header_octets);
  // What is in memory will do: a pipe may have no more to give for now.
  header_octets_ = record_header_octets(source.buffered(), order_, found->kind);
  return true;
}

bool Pcap::too_long(const ByteSource& source, std::uint32_t captured, Walk& walk) const {
  return walk.fail(source.offset(),
                   fmt::format("captured length {} is over the limit of {}: the file is damaged",
                               captured, captured_limit_));
}

}  // namespace espect::capture
