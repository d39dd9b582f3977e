// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>

#include "analyzer/capture/byte_source.h"
#include "analyzer/capture/packet.h"
#include "analyzer/capture/walk.h"

namespace espect::capture {

// The records of Solaris' snoop (RFC 1761), all in big endian.
class Snoop {
 public:
  // Whether a file that starts so (at least eight octets) is one.
  static bool recognises(Bytes start);

  // Reads the file header; false leaves the reason in `walk`.
  bool open(ByteSource& source, Walk& walk);
  bool next(ByteSource& source, Packet& packet, Walk& walk);
  // Whether next() would deliver a packet without reading the file.
  bool next_is_buffered(const ByteSource& source) const;

 private:
  std::uint16_t link_type_ = 0;
};

}  // namespace espect::capture
