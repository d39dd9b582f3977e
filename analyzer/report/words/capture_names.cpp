// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/capture_names.h"

#include <map>

namespace espect::report {
namespace {

// The path from one more '/' on, counted from its end, than `name` has; all of it where none is
// left.
std::string longer(const std::string& path, const std::string& name) {
  const auto begin = path.size() - name.size();
  if (begin < 2) return path;
  const auto slash = path.rfind('/', begin - 2);
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

std::vector<std::string> told_apart(std::span<const std::string> paths) {
  std::vector<std::string> names;
  for (const auto& path : paths) names.push_back(path.substr(path.rfind('/') + 1));
  for (bool changed = true; changed;) {
    changed = false;
    std::map<std::string, std::size_t> known;
    for (const auto& name : names) ++known[name];
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (known[names[i]] == 1 || names[i] == paths[i]) continue;
      names[i] = longer(paths[i], names[i]);
      changed = true;
    }
  }
  return names;
}

}  // namespace espect::report
