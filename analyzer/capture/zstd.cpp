// SPDX-License-Identifier: GPL-2.0-or-later
#include <zstd.h>

#include "analyzer/capture/decompressor.h"

namespace espect::capture {
namespace {

// The library itself goes on with the next frame, and refuses windows over 128 MiB.
class Zstd final : public Decompressor {
 public:
  const char* name() const override { return "zstd"; }
  bool between_frames() const override { return !open_; }

  Step step(Bytes& packed, std::span<std::uint8_t> room) override {
    if (!context_) return {0, "out of memory"};
    if (packed.empty() && !open_) return {};
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_.get(), &out, &in);
    packed = packed.subspan(in.pos);
    if (ZSTD_isError(result) != 0) return {out.pos, ZSTD_getErrorName(result)};
    open_ = result != 0;
    return {out.pos, {}};
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* context) const { ZSTD_freeDStream(context); }
  };
  std::unique_ptr<ZSTD_DStream, Free> context_{ZSTD_createDStream()};
  bool open_ = true;
};

}  // namespace

std::unique_ptr<Decompressor> make_zstd() {
  return std::make_unique<Zstd>();
}

}  // namespace espect::capture
