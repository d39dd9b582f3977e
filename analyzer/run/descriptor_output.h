// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <streambuf>

namespace espect::run {

// An open file, pipe or device for a std::ostream; does not close it. A signal that comes while a
// pipe is full loses nothing, as it would with std::cout.
class DescriptorOutput : public std::streambuf {
 public:
  explicit DescriptorOutput(int descriptor) : descriptor_(descriptor) {
    setp(buffer_.data(), buffer_.data() + buffer_.size());
  }
  DescriptorOutput(const DescriptorOutput&) = delete;
  DescriptorOutput& operator=(const DescriptorOutput&) = delete;
  ~DescriptorOutput() override;  // cleansed: keys may have passed

  // errno of the first write that failed; 0 when none did.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type next) override;
  int sync() override;

 private:
  int descriptor_;
  int error_ = 0;
  std::array<char, 64 * 1024> buffer_{};
};

}  // namespace espect::run
