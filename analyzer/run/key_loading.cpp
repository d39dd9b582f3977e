// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/key_loading.h"

#include "analyzer/run/messages.h"

namespace espect::run {

std::optional<keys::KeyFiles> load_keys(const std::vector<std::string>& paths) {
  auto files = keys::read_key_files(paths);
  for (const auto& warning : files.warnings) tell(to_text(warning));
  for (const auto& error : files.errors) tell(error);
  if (!files.errors.empty()) return std::nullopt;
  return files;
}

}  // namespace espect::run
