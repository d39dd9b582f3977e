// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/runner_commands.h"

#include <algorithm>

namespace espect::report {
namespace {

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool colon_of_command(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("::")) return false;
  if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n') return false;
  const auto name = text.substr(at + 2);
  const auto in_name = [](char c) { return letter(c) || c == '-' || c == '_'; };
  const auto end = std::ranges::find_if_not(name, in_name);
  return std::any_of(name.begin(), end, [](char c) {
    return std::string_view("abcdefABCDEF").find(c) == std::string_view::npos;
  });
}

}  // namespace

bool hash_of_command(std::string_view text, std::size_t at) {
  if (text[at] != '#' || at == 0 || text[at - 1] != '#') return false;
  const auto name = text.substr(at + 1);
  const auto end = std::ranges::find_if_not(name, letter);
  return end != name.end() && *end == '[';
}

bool commands_runner(std::string_view text, std::size_t at) {
  return hash_of_command(text, at) || colon_of_command(text, at);
}

}  // namespace espect::report
