// SPDX-License-Identifier: GPL-2.0-or-later
#include <bzlib.h>

#include "analyzer/capture/decompressor.h"

namespace espect::capture {
namespace {

class Bzip2 final : public Decompressor {
 public:
  Bzip2() { ready_ = start(); }
  Bzip2(const Bzip2&) = delete;
  Bzip2& operator=(const Bzip2&) = delete;
  ~Bzip2() override { BZ2_bzDecompressEnd(&stream_); }

  const char* name() const override { return "bzip2"; }
  bool between_frames() const override { return between_; }

  Step step(Bytes& packed, std::span<std::uint8_t> room) override {
    if (!ready_) return {0, "out of memory"};
    if (between_) {
      if (packed.empty()) return {};
      BZ2_bzDecompressEnd(&stream_);
      stream_ = {};
      if (!start()) return {0, "out of memory"};
      between_ = false;
    }
    // The library only reads it, but its interface has no const.
    stream_.next_in = const_cast<char*>(reinterpret_cast<const char*>(packed.data()));  // NOLINT
    stream_.avail_in = counted(packed.size());
    stream_.next_out = reinterpret_cast<char*>(room.data());
    stream_.avail_out = counted(room.size());
    const int result = BZ2_bzDecompress(&stream_);
    packed = packed.last(packed.size() - (counted(packed.size()) - stream_.avail_in));
    Step done{counted(room.size()) - stream_.avail_out, {}};
    if (result == BZ_STREAM_END)
      between_ = true;
    else if (result != BZ_OK)
      done.problem = result == BZ_MEM_ERROR ? "out of memory" : "wrong structure or checksum";
    return done;
  }

 private:
  bool start() { return BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK; }

  bz_stream stream_{};
  bool ready_ = false;
  bool between_ = false;
};

}  // namespace

std::unique_ptr<Decompressor> make_bzip2() {
  return std::make_unique<Bzip2>();
}

}  // namespace espect::capture
