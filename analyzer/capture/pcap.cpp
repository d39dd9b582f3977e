// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/pcap.h"

#include <algorithm>
#include <bit>
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
};

constexpr Kind kinds[] = {
    {0xa1b2c3d4, 16, 1000},
    {0xa1b23c4d, 16, 1},
    {0xa1b2cd34, 24, 1000},  // "modified": interface index, protocol, packet type and padding
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
  header_octets_ = found->kind.record_header_octets;
  fraction_nanoseconds_ = found->kind.fraction_nanoseconds;
  const auto major = order_.u16(header.data() + 4);
  if (major != 2)
    return walk.fail(
        0, fmt::format("pcap version {}.{} is unknown", major, order_.u16(header.data() + 6)));
  captured_limit_ = std::clamp(order_.u32(header.data() + 16), least_limit, greatest_limit);
  // The upper half tells the length of a frame check sequence, which nobody here needs.
  link_type_ = static_cast<std::uint16_t>(order_.u32(header.data() + 20) & 0xffff);
  source.consume(file_header_octets);
  return true;
}

bool Pcap::too_long(const ByteSource& source, std::uint32_t captured, Walk& walk) const {
  return walk.fail(source.offset(),
                   fmt::format("captured length {} is over the limit of {}: the file is damaged",
                               captured, captured_limit_));
}

}  // namespace espect::capture
