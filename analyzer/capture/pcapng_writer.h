// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string_view>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "ipsec/bytes/time.h"

namespace espect::capture {

// Writes a pcapng capture of one section, little endian, that holds nothing of the machine it was
// made on: the same packets give the same octets. An interface is described when its link type
// first comes.
class PcapngWriter {
 public:
  // Writes the section header at once.
  explicit PcapngWriter(std::ostream& out);

  // A time before 1970 becomes 1970: pcapng has no others. A comment longer than an option can be
  // is cut between two characters of UTF-8; an empty one is left out.
  void write(std::uint16_t link_type, Time time, Bytes packet, std::string_view comment = {});
  // One that was longer on the wire, with an epb_packetid.
  void write(std::uint16_t link_type, Time time, Bytes packet, std::uint32_t wire_octets,
             std::uint64_t packet_id, std::string_view comment);
  // The stream took all of it so far.
  bool ok() const;

 private:
  std::uint32_t interface_of(std::uint16_t link_type);
  // `options`: the octets that they will have.
  void begin_packet(std::uint16_t link_type, Time time, Bytes packet, std::uint32_t wire_octets,
                    std::size_t options);
  void begin_block(std::uint32_t type, std::size_t body);
  void end_block();
  void u16(std::uint16_t value);
  void u32(std::uint32_t value);
  void option(std::uint16_t code, std::string_view value);
  template <std::size_t count>
  void put(const std::array<char, count>& value);
  void octets(std::string_view value);

  std::ostream& out_;
  std::vector<std::uint16_t> interfaces_;  // link types, by interface number
  std::vector<char> block_;                // the one being written, in its whole size
  std::size_t filled_ = 0;                 // octets of it
};

}  // namespace espect::capture
