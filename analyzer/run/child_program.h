// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace espect::run {

// Where PATH has it; nothing when it has not.
std::optional<std::string> program_in_path(const std::string& name);

// What a program writes to standard output until it ends. It gets no input, its messages are
// dropped. Nothing when it cannot be run, ends with another status than 0 or takes longer.
std::optional<std::string> output_of(
    const std::vector<std::string>& words,
    std::chrono::milliseconds longest = std::chrono::milliseconds(20'000));

// A program that runs beside this one, and whose output is this one's standard input from now on.
class InputProgram {
 public:
  // False when it cannot be run.
  bool start(const std::vector<std::string>& words);
  // Waits for its end, which it is asked for when `ask`; false when it came badly and unasked.
  bool end(bool ask);

 private:
  int process_ = -1;
};

}  // namespace espect::run
