// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <tl/expected.hpp>

namespace espect::capture {

// Whether the user wants to wait no longer.
using StopAsked = bool (*)();

// That all files together gave since the program began, as they lie there.
std::uint64_t octets_read();

// An open file, pipe or standard input; errors come with the system's own words.
class InputFile {
 public:
  // "-" is standard input, which is left open.
  static tl::expected<InputFile, std::string> open(const std::string& path,
                                                   StopAsked stop = nullptr);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&& other) noexcept;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  // As many octets as are there now, at least one; 0 only at the end, and when `stop`
  // asked for it while nothing came.
  tl::expected<std::size_t, std::string> read(std::span<std::uint8_t> room);

 private:
  InputFile(int descriptor, StopAsked stop);
  bool stop_asked() const { return stop_ != nullptr && stop_(); }
  // False when `stop` asked first.
  bool wait() const;

  int descriptor_;
  StopAsked stop_;
  bool may_wait_;  // a pipe or a terminal, which may have nothing to give for a long time
};

}  // namespace espect::capture
