// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>

#include "analyzer/capture/byte_order.h"
#include "analyzer/capture/byte_source.h"
#include "analyzer/capture/packet.h"
#include "analyzer/capture/walk.h"

namespace espect::capture {

// The records of a pcap file (draft-ietf-opsawg-pcap), and of the "modified" kind with longer
// record headers that Linux distributions wrote around 2000.
class Pcap {
 public:
  // Whether a file that starts so (at least four octets) is one.
  static bool recognises(Bytes start);

  // Reads the file header; false leaves the reason in `walk`.
  bool open(ByteSource& source, Walk& walk);

  bool next(ByteSource& source, Packet& packet, Walk& walk) {
    const Bytes header = source.ensure(header_octets_);
    if (header.size() < header_octets_) [[unlikely]]
      return walk.stop_short(source, "record header", source.offset(), header_octets_,
                             header.size());
    const std::uint32_t captured = order_.u32(header.data() + 8);
    if (captured > captured_limit_) [[unlikely]]
      return too_long(source, captured, walk);
    const std::size_t wanted = header_octets_ + captured;
    const Bytes record = source.ensure(wanted);
    if (record.size() < wanted) [[unlikely]]
      return walk.stop_short(source, "record", source.offset(), wanted, record.size());
    const auto* at = record.data();
    packet.time.nanoseconds = std::int64_t{order_.u32(at)} * 1'000'000'000 +
                              std::int64_t{order_.u32(at + 4)} * fraction_nanoseconds_;
    packet.link_type = link_type_;
    packet.wire_octets = order_.u32(at + 12);
    packet.bytes = record.subspan(header_octets_, captured);
    source.consume(wanted);
    walk.deliver(packet);
    return true;
  }

  // Whether next() would deliver a packet without reading the file.
  bool next_is_buffered(const ByteSource& source) const {
    const Bytes ahead = source.buffered();
    return ahead.size() >= header_octets_ &&
           ahead.size() - header_octets_ >= order_.u32(ahead.data() + 8);
  }

 private:
  bool too_long(const ByteSource& source, std::uint32_t captured, Walk& walk) const;

  ByteOrder order_;
  std::uint16_t link_type_ = 0;
  std::uint32_t captured_limit_ = 0;
  std::size_t header_octets_ = 16;
  std::int64_t fraction_nanoseconds_ = 1000;
};

}  // namespace espect::capture
