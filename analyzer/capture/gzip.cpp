// SPDX-License-Identifier: GPL-2.0-or-later
#define ZLIB_CONST
#include <algorithm>

#include <zlib.h>

#include "analyzer/capture/decompressor.h"

namespace espect::capture {
namespace {

class Gzip final : public Decompressor {
 public:
  Gzip() { ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK; }  // + 16: gzip header, not zlib's
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override { inflateEnd(&stream_); }

  const char* name() const override { return "gzip"; }
  bool between_frames() const override { return between_; }

  Step step(Bytes& packed, std::span<std::uint8_t> room) override {
    if (!ready_) return {0, "out of memory"};
    if (between_) {
      // Zeros after a member are padding (tapes, block devices), as gunzip has it.
      const auto next = std::find_if(packed.begin(), packed.end(), [](auto o) { return o != 0; });
      packed = packed.subspan(static_cast<std::size_t>(next - packed.begin()));
      if (packed.empty()) return {};
      inflateReset(&stream_);
      between_ = false;
    }
    stream_.next_in = packed.data();
    stream_.avail_in = counted(packed.size());
    stream_.next_out = room.data();
    stream_.avail_out = counted(room.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    packed = packed.last(packed.size() - (counted(packed.size()) - stream_.avail_in));
    Step done{counted(room.size()) - stream_.avail_out, {}};
    if (result == Z_STREAM_END)
      between_ = true;
    else if (result != Z_OK && result != Z_BUF_ERROR)  // Z_BUF_ERROR: wants input or room
      done.problem = stream_.msg != nullptr ? stream_.msg : zError(result);
    return done;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
  bool between_ = false;
};

}  // namespace

std::unique_ptr<Decompressor> make_gzip() {
  return std::make_unique<Gzip>();
}

}  // namespace espect::capture
