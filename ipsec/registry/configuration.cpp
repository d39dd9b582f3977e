// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/configuration.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>
#include <fnmatch.h>

#include "ipsec/bytes/text_file.h"
#include "ipsec/registry/configured_values.h"

namespace espect::registry {

namespace fs = std::filesystem;

std::vector<std::string> included_files(const std::string& pattern, const std::string& from) {
  const auto path = fs::path(from).parent_path() / pattern;
  const auto last = path.filename().string();
  if (last.find_first_of("*?") == std::string::npos) return {path.string()};
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(path.has_parent_path() ? path.parent_path() : fs::path("."), error))
    if (fnmatch(last.c_str(), entry.path().filename().c_str(), 0) == 0)
      files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

namespace {

// libreswan begins its sections at the start of a line: "conn NAME" or "config setup".
bool is_ipsec_conf(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    const std::string_view word = line.substr(0, line.find_first_of(blanks));
    if (word != "conn" && word != "config") continue;
    line.remove_prefix(word.size());
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    const std::string_view name = line.substr(0, line.find_first_of(" \t\r"));
    line.remove_prefix(name.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    if (!name.empty() && name != "{" && (line.empty() || line.front() == '#')) return true;
  }
  return false;
}

}  // namespace

Configured read_configuration(const std::string& path) {
  const auto text = read_text_file(path);
  if (!text)
    return tl::unexpected(std::vector{fmt::format("{}: cannot be read: {}", path, text.error())});
  return is_ipsec_conf(*text) ? parse_ipsec_conf(*text, path) : parse_swanctl_conf(*text, path);
}

std::vector<PromisedConnection> promises_of(const std::vector<ConfiguredConnection>& connections,
                                            std::vector<std::vector<std::string>>& unheld) {
  std::vector<PromisedConnection> promised;
  for (const auto& connection : connections) {
    auto& names = unheld.emplace_back();
    promised.push_back(connection.libreswan ? ipsec_conf_promises(connection, names)
                                            : swanctl_promises(connection, names));
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
  }
  return promised;
}

}  // namespace espect::registry
