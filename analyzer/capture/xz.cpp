// SPDX-License-Identifier: GPL-2.0-or-later
#include <lzma.h>

#include "analyzer/capture/decompressor.h"

namespace espect::capture {
namespace {

const char* text_of(lzma_ret result) {
  switch (result) {
    case LZMA_MEM_ERROR:
      return "out of memory";
    case LZMA_MEMLIMIT_ERROR:
      return "needs more than 128 MiB of memory";
    case LZMA_OPTIONS_ERROR:
      return "made with options that the library does not know";
    default:
      return "wrong structure or checksum";
  }
}

class Xz final : public Decompressor {
 public:
  Xz() { ready_ = start(); }
  Xz(const Xz&) = delete;
  Xz& operator=(const Xz&) = delete;
  ~Xz() override { lzma_end(&stream_); }

  const char* name() const override { return "xz"; }
  bool between_frames() const override { return between_; }

  Step step(Bytes& packed, std::span<std::uint8_t> room) override {
    if (!ready_) return {0, "out of memory"};
    if (between_) {
      // Streams are padded with zeros to a multiple of four octets.
      while (!packed.empty() && packed[0] == 0) packed = packed.subspan(1);
      if (packed.empty()) return {};
      if (!start()) return {0, "out of memory"};
      between_ = false;
    }
    stream_.next_in = packed.data();
    stream_.avail_in = packed.size();
    stream_.next_out = room.data();
    stream_.avail_out = room.size();
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    packed = packed.last(stream_.avail_in);
    Step done{room.size() - stream_.avail_out, {}};
    if (result == LZMA_STREAM_END)
      between_ = true;
    else if (result != LZMA_OK && result != LZMA_BUF_ERROR)  // LZMA_BUF_ERROR: wants input or room
      done.problem = text_of(result);
    return done;
  }

 private:
  static constexpr std::uint64_t most_memory = std::uint64_t{128} << 20;

  bool start() { return lzma_stream_decoder(&stream_, most_memory, 0) == LZMA_OK; }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_ = false;
  bool between_ = false;
};

}  // namespace

std::unique_ptr<Decompressor> make_xz() {
  return std::make_unique<Xz>();
}

}  // namespace espect::capture
