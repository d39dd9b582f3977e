// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <tl/expected.hpp>

namespace espect::capture {

// An open file, pipe or standard input; errors come with the system's own words.
class InputFile {
 public:
  // "-" is standard input, which is left open.
  static tl::expected<InputFile, std::string> open(const std::string& path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&& other) noexcept;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  // As many octets as are there now, at least one; 0 only at the end.
  tl::expected<std::size_t, std::string> read(std::span<std::uint8_t> room);

 private:
  explicit InputFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace espect::capture
