// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/endian.h"

// What capture hardware puts before a frame.
namespace espect::network::header {
namespace {

constexpr std::uint8_t start_of_frame = 0xd5;
constexpr std::size_t preamble_octets = 8;  // with the delimiter that ends it

Inside behind_preamble(Bytes frame) {
  if (frame.size() < preamble_octets || frame[preamble_octets - 1] != start_of_frame) return {};
  return header_at(ethernet, frame.subspan(preamble_octets));
}

}  // namespace

// Endace's Extensible Record Format: time stamp, type, flags, lengths, and extension headers of 8
// octets while the first bit of type or of the last of them is set.
Inside erf(Bytes record) {
  constexpr std::size_t header = 16, extension = 8;
  constexpr std::uint8_t more = 0x80, type_mask = 0x7f;
  if (record.size() < header) return {};
  const std::uint8_t type = record[8];
  std::size_t at = header;
  for (bool goes_on = (type & more) != 0; goes_on; at += extension) {
    if (record.size() < at + extension) return {};
    goes_on = (record[at] & more) != 0;
  }
  const Bytes rest = record.subspan(at);
  switch (type & type_mask) {
    case 2:  // Ethernet, and the same with colours and hashes
    case 11:
    case 16:
    case 20:
      return behind(2, rest, ethernet);  // offset, padding
    case 1:                              // HDLC of packet over SONET
    case 10:
      return header_at(c_hdlc, rest);
    case 22:
      return ip4_at(rest);
    case 23:
      return ip6_at(rest);
    default:
      return closed("ERF of an unknown type");
  }
}

// Hilscher's netANALYZER: a pseudo header of 4 octets; the transparent kind has the preamble too.
Inside netanalyzer(Bytes frame) {
  return behind(4, frame, ethernet);
}
Inside netanalyzer_transparent(Bytes frame) {
  return frame.size() < 4 ? Inside{} : behind_preamble(frame.subspan(4));
}

// IEEE 802.3br: other delimiters begin fragments of frames.
Inside mpacket(Bytes frame) {
  if (frame.size() >= preamble_octets && frame[preamble_octets - 1] != start_of_frame)
    return closed("fragments of IEEE 802.3br");
  return behind_preamble(frame);
}

}  // namespace espect::network::header
