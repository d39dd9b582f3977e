// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/inputs.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace espect {

namespace fs = std::filesystem;

std::vector<Input> expand_inputs(const std::vector<std::string>& arguments) {
  std::vector<Input> inputs;
  for (const auto& argument : arguments) {
    std::error_code ignored;
    if (argument == "-" || !fs::is_directory(argument, ignored)) {
      inputs.push_back({argument, true});
      continue;
    }
    std::vector<std::string> found;
    const auto options = fs::directory_options::skip_permission_denied;
    for (auto entry = fs::recursive_directory_iterator(argument, options, ignored);
         !ignored && entry != fs::recursive_directory_iterator(); entry.increment(ignored))
      if (entry->is_regular_file(ignored)) found.push_back(entry->path().string());
    std::ranges::sort(found);
    for (auto& path : found) inputs.push_back({std::move(path), false});
  }
  return inputs;
}

}  // namespace espect
