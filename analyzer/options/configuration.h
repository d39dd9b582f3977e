// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/options/arguments.h"

// Values of options that do not stand on the command line: espect.toml and the environment.
namespace espect::options {

inline constexpr std::string_view configuration_file = "espect.toml";

struct Configuration {
  std::vector<Held> held;           // what files and environment say, of each option once
  std::vector<std::string> errors;  // one for everything that is wrong, with file, line and column
  std::vector<std::string> notes;   // variables ESPECT_* that are none
};

// Variables (ESPECT_FAIL_ON for --fail-on) above the file: that of `path`, or when it is empty the
// first espect.toml in the working directory and the folders above it; none when `files` is false.
// `options` are those of the command audit.
Configuration configuration_of(std::span<const Described> options, const std::string& path,
                               bool files);

}  // namespace espect::options
