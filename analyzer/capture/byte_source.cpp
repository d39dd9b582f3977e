// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/byte_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace espect::capture {
namespace {

constexpr std::size_t packed_octets = 128UL * 1024;

}  // namespace

ByteSource::ByteSource(InputFile file)
    : buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(buffer_octets)),
      capacity_(buffer_octets),
      file_(std::move(file)) {}

tl::expected<ByteSource, std::string> ByteSource::open(const std::string& path, StopAsked stop) {
  auto file = InputFile::open(path, stop);
  if (!file) return tl::unexpected(std::move(file.error()));
  ByteSource source(std::move(*file));
  source.start();
  if (!source.error_.empty() && source.end_ == 0) return tl::unexpected(std::move(source.error_));
  return source;
}

void ByteSource::start() {
  const Bytes first = ensure(magic_octets);
  decompressor_ = recognise(first);
  if (decompressor_ == nullptr) return;
  packed_buffer_.assign(first.begin(), first.end());
  packed_buffer_.resize(std::max(packed_octets, first.size()));
  packed_ = Bytes(packed_buffer_).first(first.size());
  end_ = 0;
  ended_ = false;
}

bool ByteSource::skip(std::uint64_t count) {
  while (count > 0) {
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(count, ensure(1).size()));
    if (step == 0) return false;
    consume(step);
    count -= step;
  }
  return true;
}

void ByteSource::refill(std::size_t wanted) {
  if (ended_) return;
  wanted = std::min(wanted, record_limit);
  if (wanted > capacity_) {
    grow(wanted);
  } else {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  }
  base_ += begin_;
  end_ -= begin_;
  begin_ = 0;
  while (end_ < wanted && !ended_) end_ += pull({buffer_.get() + end_, capacity_ - end_});
}

void ByteSource::grow(std::size_t capacity) {
  auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
  std::memcpy(larger.get(), buffer_.get() + begin_, end_ - begin_);
  buffer_ = std::move(larger);
  capacity_ = capacity;
}

std::size_t ByteSource::pull(std::span<std::uint8_t> room) {
  if (decompressor_ != nullptr) return unpack(room);
  const auto count = read_file(room);
  ended_ = file_ended_;
  return count;
}

std::size_t ByteSource::read_file(std::span<std::uint8_t> room) {
  if (file_ended_) return 0;
  const auto count = file_.read(room);
  if (!count) {
    fail(count.error());
    return 0;
  }
  file_ended_ = *count == 0;
  return *count;
}

std::size_t ByteSource::unpack(std::span<std::uint8_t> room) {
  for (;;) {
    const auto before = packed_.size();
    auto step = decompressor_->step(packed_, room);
    const bool stuck = step.written == 0 && before > 0 && packed_.size() == before;
    if (stuck && step.problem.empty()) step.problem = "it makes no progress";
    if (!step.problem.empty())
      fail(fmt::format("{} data is corrupt: {}", decompressor_->name(), step.problem));
    if (step.written > 0 || ended_) return step.written;
    if (!packed_.empty()) continue;
    packed_ = Bytes(packed_buffer_).first(read_file(packed_buffer_));
    if (file_ended_ && packed_.empty()) {
      ended_ = true;
      if (error_.empty() && !decompressor_->between_frames())
        fail(fmt::format("{} data is cut short", decompressor_->name()));
      return 0;
    }
  }
}

void ByteSource::fail(std::string error) {
  error_ = std::move(error);
  ended_ = true;
  file_ended_ = true;
}

}  // namespace espect::capture
