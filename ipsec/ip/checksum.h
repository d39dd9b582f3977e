// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/bytes/endian.h"

// The Internet checksum, RFC 1071: sums of 16-bit words, to be folded at the end.
namespace espect::ip {

// `octets` may have an odd length, when nothing follows them.
inline std::uint32_t add_words(std::uint32_t sum, Bytes octets) {
  for (std::size_t at = 0; at + 1 < octets.size(); at += 2)
    sum += load_be<std::uint16_t>(octets.data() + at);
  if (octets.size() % 2 != 0) sum += std::uint32_t{octets.back()} << 8;
  return sum;
}

// What a header says.
inline std::uint16_t checksum_of(std::uint32_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// Of a sum over all, the checksum included.
inline bool checksum_fits(std::uint32_t sum) {
  return checksum_of(sum) == 0;
}

}  // namespace espect::ip
