// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>

#include "ipsec/bytes/bytes.h"

namespace espect::capture {

// One compressed stream, unpacked piece by piece. Frames (gzip: members) may follow each other.
class Decompressor {
 public:
  struct Step {
    std::size_t written = 0;  // valid also next to a problem
    std::string problem;      // empty: none
  };

  virtual ~Decompressor() = default;
  virtual const char* name() const = 0;
  // Unpacks from the front of `packed`, which it shortens by what it took, into `room`. With
  // nothing packed it may still write what it holds back.
  virtual Step step(Bytes& packed, std::span<std::uint8_t> room) = 0;
  // Whether the stream may end here.
  virtual bool between_frames() const = 0;

 protected:
  // zlib and bzip2 count octets in an unsigned int: of more, what fits.
  static unsigned counted(std::size_t octets) {
    return static_cast<unsigned>(
        std::min<std::size_t>(octets, std::numeric_limits<unsigned>::max()));
  }
};

// Octets recognise() wants to see; fewer only if the file is shorter.
inline constexpr std::size_t magic_octets = 6;

// The decompressor for a stream that starts so, or null: not compressed.
std::unique_ptr<Decompressor> recognise(Bytes start);

std::unique_ptr<Decompressor> make_gzip();
std::unique_ptr<Decompressor> make_zstd();
std::unique_ptr<Decompressor> make_lz4();
std::unique_ptr<Decompressor> make_xz();
std::unique_ptr<Decompressor> make_bzip2();

}  // namespace espect::capture
