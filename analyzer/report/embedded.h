// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string_view>

namespace espect::report {

// A file of the source tree that the build put into the program (cmake/embed.py).
struct EmbeddedFile {
  std::string_view name;  // without its folder
  std::string_view text;
  std::string_view hash;  // "sha256-..." in base64, as a content-security policy names it
};
std::span<const EmbeddedFile> embedded_files();

// One that CMakeLists.txt of this folder lists.
const EmbeddedFile& embedded(std::string_view name);

}  // namespace espect::report
