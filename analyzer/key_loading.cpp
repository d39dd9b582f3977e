// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/key_loading.h"

#include <iostream>

namespace espect {

std::optional<keys::KeyFiles> load_keys(const std::vector<std::string>& paths) {
  auto files = keys::read_key_files(paths);
  for (const auto& warning : files.warnings) std::cerr << "espect: " << to_text(warning) << '\n';
  for (const auto& error : files.errors) std::cerr << "espect: " << error << '\n';
  if (!files.errors.empty()) return std::nullopt;
  return files;
}

}  // namespace espect
