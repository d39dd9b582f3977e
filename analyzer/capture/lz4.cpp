// SPDX-License-Identifier: GPL-2.0-or-later
#include <lz4frame.h>

#include "analyzer/capture/decompressor.h"

namespace espect::capture {
namespace {

// At damage the library does not say what it wrote in that call: those octets are lost, unlike
// with gzip and zstd.
class Lz4 final : public Decompressor {
 public:
  Lz4() {
    LZ4F_dctx* context = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) == 0)
      context_.reset(context);
  }

  const char* name() const override { return "lz4"; }
  bool between_frames() const override { return !open_; }

  Step step(Bytes& packed, std::span<std::uint8_t> room) override {
    if (!context_) return {0, "out of memory"};
    if (packed.empty() && !open_) return {};
    std::size_t taken = packed.size();
    std::size_t written = room.size();
    const std::size_t result =
        LZ4F_decompress(context_.get(), room.data(), &written, packed.data(), &taken, nullptr);
    if (LZ4F_isError(result) != 0) return {0, LZ4F_getErrorName(result)};
    packed = packed.subspan(taken);
    open_ = result != 0;
    return {written, {}};
  }

 private:
  struct Free {
    void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
  };
  std::unique_ptr<LZ4F_dctx, Free> context_;
  bool open_ = true;
};

}  // namespace

std::unique_ptr<Decompressor> make_lz4() {
  return std::make_unique<Lz4>();
}

}  // namespace espect::capture
