// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/snoop.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "ipsec/bytes/endian.h"

namespace espect::capture {
namespace {

constexpr std::uint8_t magic[] = {'s', 'n', 'o', 'o', 'p', 0, 0, 0};
constexpr std::size_t snoop_file_header_octets = 16;
constexpr std::size_t snoop_record_octets = 24;
constexpr std::uint32_t greatest_record = 16U * 1024 * 1024;

std::uint32_t word(Bytes octets, std::size_t at) {
  return load_be<std::uint32_t>(octets.data() + at);
}

// RFC 1761, "Datalink Type": the LINKTYPE_ number of those that carry IP in a way that is known.
std::optional<std::uint16_t> link_type_of(std::uint32_t datalink) {
  switch (datalink) {
    case 0:  // IEEE 802.3
    case 4:  // Ethernet
      return 1;
    case 2:  // IEEE 802.5
      return 6;
    case 8:
      return 10;
    default:
      return std::nullopt;
  }
}

}  // namespace

bool Snoop::recognises(Bytes start) {
  return start.size() >= sizeof magic &&
         std::equal(std::begin(magic), std::end(magic), start.begin());
}

bool Snoop::open(ByteSource& source, Walk& walk) {
  const Bytes header = source.ensure(snoop_file_header_octets);
  if (header.size() < snoop_file_header_octets)
    return walk.stop_short(source, "snoop file header", 0, snoop_file_header_octets, header.size());
  const auto version = word(header, 8);
  if (version != 2) return walk.fail(8, fmt::format("snoop version {} is unknown", version));
  const auto datalink = word(header, 12);
  const auto link_type = link_type_of(datalink);
  if (!link_type) return walk.fail(12, fmt::format("snoop datalink type {} is not read", datalink));
  link_type_ = *link_type;
  source.consume(snoop_file_header_octets);
  return true;
}

bool Snoop::next(ByteSource& source, Packet& packet, Walk& walk) {
  const Bytes header = source.ensure(snoop_record_octets);
  if (header.size() < snoop_record_octets)
    return walk.stop_short(source, "record header", source.offset(), snoop_record_octets,
                           header.size());
  const auto captured = word(header, 4);
  const auto octets = word(header, 8);  // of the record, with padding
  if (octets > greatest_record || octets < snoop_record_octets ||
      captured > octets - snoop_record_octets)
    return walk.fail(
        source.offset(),
        fmt::format("a record of {} octets holds no {}: the file is damaged", octets, captured));
  const Bytes record = source.ensure(octets);
  if (record.size() < octets)
    return walk.stop_short(source, "record", source.offset(), octets, record.size());
  walk.statistics.interface_drops = word(record, 12);
  packet.time.nanoseconds =
      std::int64_t{word(record, 16)} * 1'000'000'000 + std::int64_t{word(record, 20)} * 1'000;
  packet.link_type = link_type_;
  packet.wire_octets = word(record, 0);
  packet.bytes = record.subspan(snoop_record_octets, captured);
  source.consume(octets);
  walk.deliver(packet);
  return true;
}

bool Snoop::next_is_buffered(const ByteSource& source) const {
  const Bytes ahead = source.buffered();
  return ahead.size() >= snoop_record_octets && ahead.size() >= word(ahead, 8);
}

}  // namespace espect::capture
