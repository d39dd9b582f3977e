// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/deflated.h"

namespace espect::test {

Octets ipcomp(std::uint8_t next_header, unsigned cpi, const Octets& payload, int flush) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  Octets compressed(deflateBound(&stream, payload.size()) + 16);
  Octets from(payload);
  stream.next_in = from.data();
  stream.avail_in = static_cast<uInt>(from.size());
  stream.next_out = compressed.data();
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, flush);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return Octets{next_header, 0} + u16(cpi) + compressed;
}

}  // namespace espect::test
