// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/run/exit_status.h"

namespace espect::run {

// A path that stands for standard output.
inline constexpr const char* standard_output = "-";

enum class Readers : std::uint8_t {
  as_usual,    // what the user's mask or the older file says
  owner_only,  // it holds keys
};

struct NoOutput {
  std::string reason;  // names the path
  ExitStatus status = exit_internal;
};

// What a command writes: complete in its place, or nothing. It is written beside its place and
// moved there by finish(), so that an older file outlives whatever goes wrong before. Standard
// output, devices and pipes are written at once.
class OutputFile {
 public:
  // Opened when the inputs are open. Refuses a path that is also one of `inputs` (files, and
  // folders for all that is below them): wrong usage.
  static tl::expected<OutputFile, NoOutput> open(const std::string& path,
                                                 const std::vector<std::string>& inputs,
                                                 Readers readers = Readers::as_usual);
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  ~OutputFile();  // without finish() it leaves nothing behind

  std::ostream& stream();
  // False, with a message, when it cannot be written.
  bool finish();

 private:
  class Place;
  explicit OutputFile(std::unique_ptr<Place> place);
  std::unique_ptr<Place> place_;
};

// Everything that `write` gives, to `path`. The exit status; not 0 with a message.
int write_output(const std::string& path, const std::vector<std::string>& inputs, Readers readers,
                 const std::function<void(std::ostream&)>& write);

// The same to standard output.
int print(const std::function<void(std::ostream&)>& write);

// Why two outputs cannot both be written; empty when all can.
std::string outputs_collide(const std::vector<std::string>& paths);

}  // namespace espect::run
