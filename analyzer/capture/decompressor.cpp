// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/decompressor.h"

#include <algorithm>
#include <array>

namespace espect::capture {
namespace {

constexpr std::array<std::uint8_t, 3> gzip_magic{0x1f, 0x8b, 0x08};
constexpr std::array<std::uint8_t, 4> zstd_magic{0x28, 0xb5, 0x2f, 0xfd};
constexpr std::array<std::uint8_t, 4> lz4_magic{0x04, 0x22, 0x4d, 0x18};
constexpr std::array<std::uint8_t, 6> xz_magic{0xfd, '7', 'z', 'X', 'Z', 0x00};
constexpr std::array<std::uint8_t, 3> bzip2_magic{'B', 'Z', 'h'};

bool starts_with(Bytes start, Bytes magic) {
  return start.size() >= magic.size() && std::equal(magic.begin(), magic.end(), start.begin());
}

}  // namespace

std::unique_ptr<Decompressor> recognise(Bytes start) {
  if (starts_with(start, gzip_magic)) return make_gzip();
  if (starts_with(start, zstd_magic)) return make_zstd();
  if (starts_with(start, lz4_magic)) return make_lz4();
  if (starts_with(start, xz_magic)) return make_xz();
  if (starts_with(start, bzip2_magic)) return make_bzip2();
  return nullptr;
}

}  // namespace espect::capture
