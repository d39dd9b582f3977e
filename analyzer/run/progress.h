// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "analyzer/run/inputs.h"

namespace espect::run {

// While it lives, a line on the terminal of standard error: what was read of the inputs, how fast,
// and the time that remains where their size is known. Nothing where there is no terminal, and
// nothing in the first second.
class Progress {
 public:
  explicit Progress(const std::vector<Input>& inputs);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

 private:
  void show();

  std::uint64_t all_ = 0;  // octets; 0: nobody knows
  std::uint64_t before_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread shows_;
};

// "12 % of 3.4 GB, 210 MB/s, 14 s left"; without `all` "410 MB, 210 MB/s".
std::string progress_text(std::uint64_t read, std::uint64_t all, double seconds);

// Holds the line back while something else is written to standard error, and takes it away before.
class WithoutProgress {
 public:
  WithoutProgress();

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace espect::run
