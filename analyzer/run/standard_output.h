// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <streambuf>

namespace espect::run {

// Standard output for a std::ostream. A signal that comes while a pipe is full loses nothing, as it
// would with std::cout.
class StandardOutput : public std::streambuf {
 public:
  StandardOutput() { setp(buffer_.data(), buffer_.data() + buffer_.size()); }

 protected:
  int_type overflow(int_type next) override;
  int sync() override;

 private:
  std::array<char, 64 * 1024> buffer_{};
};

}  // namespace espect::run
