// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

namespace espect::keys {
namespace {

constexpr std::size_t piece_octets = 1u << 16;
constexpr int with_gzip_header = 15 + 16;  // of any window

}  // namespace

bool is_gzip(const crypto::Secret& content) {
  return content.size() > 2 && content[0] == 0x1f && content[1] == 0x8b;
}

std::string unpack_gzip(const crypto::Secret& packed, std::size_t most, crypto::Secret& text) {
  z_stream stream{};
  if (inflateInit2(&stream, with_gzip_header) != Z_OK) return "zlib cannot start";
  stream.next_in = const_cast<Bytef*>(packed.data());  // zlib's interface of C, it only reads
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string fault;
  while (fault.empty()) {
    const std::size_t had = text.size();
    text.resize(had + piece_octets);
    stream.next_out = text.data() + had;
    stream.avail_out = static_cast<uInt>(piece_octets);
    const int result = inflate(&stream, Z_NO_FLUSH);
    text.resize(text.size() - stream.avail_out);
    if (text.size() > most) {
      text.resize(most);
      fault = fmt::format("more than {} MiB when unpacked", most >> 20);
    } else if (result == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      if (inflateReset(&stream) != Z_OK) fault = "bad gzip data";  // several members
    } else if (result != Z_OK) {
      fault = result == Z_BUF_ERROR ? "gzip data is cut off" : "bad gzip data";
    }
  }
  inflateEnd(&stream);
  return fault;
}

}  // namespace espect::keys
