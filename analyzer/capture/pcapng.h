// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "analyzer/capture/byte_order.h"
#include "analyzer/capture/byte_source.h"
#include "analyzer/capture/interface.h"
#include "analyzer/capture/packet.h"
#include "analyzer/capture/walk.h"

namespace espect::capture {

// The packets of a pcapng file (draft-ietf-opsawg-pcapng): sections in either byte order,
// interfaces with link types and clocks of their own, and blocks that are only stepped over.
class Pcapng {
 public:
  // Whether a file that starts so (at least four octets) is one.
  static bool recognises(Bytes start);

  // Reads the first section header; false leaves the reason in `walk`.
  bool open(ByteSource& source, Walk& walk);

  bool next(ByteSource& source, Packet& packet, Walk& walk);
  // Whether next() would deliver a packet without reading the file.
  bool next_is_buffered(const ByteSource& source) const;

 private:
  struct Block;
  bool begin_section(ByteSource& source, Walk& walk);
  bool skip_block(ByteSource& source, std::uint32_t total, Walk& walk) const;
  bool trailer_agrees(std::uint64_t at, std::uint32_t total, const std::uint8_t* trailer,
                      Walk& walk) const;
  bool take_packet(const Block& block, Packet& packet, Walk& walk);
  bool take_simple_packet(const Block& block, Packet& packet, Walk& walk) const;
  bool take_interface(const Block& block, Walk& walk);
  void take_statistics(const Block& block, Walk& walk);
  void take_secrets(const Block& block, Walk& walk) const;

  ByteOrder order_;
  std::vector<Interface> interfaces_;  // of this section
  Time last_time_{};                   // for Simple Packet Blocks, which have none
};

}  // namespace espect::capture
