// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/configuration.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include <fmt/format.h>

namespace espect::registry {

namespace fs = std::filesystem;

bool read_text(const std::string& path, std::string& text) {
  std::error_code error;
  std::ifstream file;
  if (fs::is_regular_file(path, error)) file.open(path, std::ios::binary);
  if (!file.is_open()) return false;
  text.assign(std::istreambuf_iterator<char>(file), {});
  return true;
}

std::vector<std::string> included_files(const std::string& pattern, const std::string& from) {
  const auto path = fs::path(from).parent_path() / pattern;
  const auto last = path.filename().string();
  if (last.find_first_of("*?") == std::string::npos) return {path.string()};
  std::string expression;
  for (const char c : last) {
    if (c == '*')
      expression += ".*";
    else if (c == '?')
      expression += '.';
    else
      expression +=
          std::isalnum(static_cast<unsigned char>(c)) != 0 ? std::string{c} : std::string{'\\', c};
  }
  const std::regex wanted(expression);
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(path.has_parent_path() ? path.parent_path() : fs::path("."), error))
    if (std::regex_match(entry.path().filename().string(), wanted))
      files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

Configured read_configuration(const std::string& path) {
  std::string text;
  if (!read_text(path, text))
    return tl::unexpected(std::vector{fmt::format("{}: cannot be read", path)});
  static const std::regex libreswan(R"((^|\n)(conn|config)[ \t]+\S+[ \t]*(#.*)?(\n|$))");
  return std::regex_search(text, libreswan) ? parse_ipsec_conf(text, path)
                                            : parse_swanctl_conf(text, path);
}

}  // namespace espect::registry
