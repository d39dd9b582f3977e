// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/ipcomp.h"

#include <zlib.h>

#include "ipsec/bytes/endian.h"

namespace espect::sessions {
namespace {

constexpr std::size_t header_octets = 4;
constexpr std::size_t largest_packet = 65535 + 40;

}  // namespace

std::optional<IpcompContents> ipcomp_contents_of(Bytes octets) {
  if (octets.size() < header_octets) return std::nullopt;
  IpcompContents contents;
  contents.next_header = octets[0];
  contents.cpi = load_be<std::uint16_t>(octets.data() + 2);
  const Bytes compressed = octets.subspan(header_octets);
  contents.payload.resize(largest_packet);
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(compressed.data());  // NOLINT: zlib only reads it
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = contents.payload.data();
  stream.avail_out = static_cast<uInt>(contents.payload.size());
  const int status = inflate(&stream, Z_FINISH);
  contents.payload.resize(stream.total_out);
  inflateEnd(&stream);
  // Some senders end with a synchronisation block instead of a final one.
  const bool all_read = status == Z_BUF_ERROR && stream.avail_in == 0 && stream.avail_out != 0;
  const bool whole = status == Z_STREAM_END || all_read;
  if (!whole || contents.payload.empty()) return std::nullopt;
  return contents;
}

}  // namespace espect::sessions
