// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/capture/decompressor.h"
#include "analyzer/capture/input_file.h"
#include "ipsec/bytes/bytes.h"

namespace espect::capture {

// A stream of octets with one buffer, the same for files, pipes and compressed data. Offsets
// count in the decompressed stream.
class ByteSource {
 public:
  static constexpr std::size_t buffer_octets = 512UL * 1024;
  // The most ensure() can be asked for; the buffer grows only for a record that needs it.
  static constexpr std::size_t record_limit = 32UL * 1024 * 1024;

  static tl::expected<ByteSource, std::string> open(const std::string& path,
                                                    StopAsked stop = nullptr);

  // At least `wanted` octets in one piece, fewer only where the stream ends or fails. Borrowed
  // until the next ensure() or skip().
  Bytes ensure(std::size_t wanted) {
    if (end_ - begin_ < wanted) [[unlikely]]
      refill(wanted);
    return {buffer_.get() + begin_, end_ - begin_};
  }
  // What is in the buffer already.
  Bytes buffered() const { return {buffer_.get() + begin_, end_ - begin_}; }
  // Moves past octets that ensure() has shown.
  void consume(std::size_t count) { begin_ += count; }
  // Moves past any number of octets without holding them; false if the stream ends before.
  bool skip(std::uint64_t count);

  std::uint64_t offset() const { return base_ + begin_; }
  // Why the stream ended early; empty if it did not.
  const std::string& error() const { return error_; }

 private:
  explicit ByteSource(InputFile file);
  void start();
  void refill(std::size_t wanted);
  void grow(std::size_t capacity);
  std::size_t pull(std::span<std::uint8_t> room);
  std::size_t read_file(std::span<std::uint8_t> room);
  std::size_t unpack(std::span<std::uint8_t> room);
  void fail(std::string error);

  std::unique_ptr<std::uint8_t[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t capacity_ = 0;
  std::uint64_t base_ = 0;  // offset of buffer_[0] in the stream
  bool ended_ = false;      // no octets will come after those in the buffer
  bool file_ended_ = false;
  InputFile file_;
  std::string error_;
  std::unique_ptr<Decompressor> decompressor_;
  std::vector<std::uint8_t> packed_buffer_;
  Bytes packed_;  // what of packed_buffer_ is still to be unpacked
};

}  // namespace espect::capture
